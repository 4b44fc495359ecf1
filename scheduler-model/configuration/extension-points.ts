/**
 * The places in a scheduling cycle where plugins act, as a profile names them.
 * Their order is the one in which kube-scheduler expands a profile.
 *
 * @source pkg/scheduler/framework/runtime/framework.go → getExtensionPoints (v1.36.3)
 */
export const EXTENSION_POINTS = [
  'preFilter',
  'filter',
  'postFilter',
  'reserve',
  'preScore',
  'score',
  'preBind',
  'bind',
  'postBind',
  'permit',
  'preEnqueue',
  'queueSort',
  'placementGenerate',
  'placementScore',
] as const;

export type ExtensionPoint = (typeof EXTENSION_POINTS)[number];

/** One value for each extension point. */
export type PerExtensionPoint<T> = Readonly<Record<ExtensionPoint, T>>;

/** Builds one value for each extension point. */
export function forEachExtensionPoint<T>(build: (point: ExtensionPoint) => T): PerExtensionPoint<T> {
  return Object.fromEntries(EXTENSION_POINTS.map((point) => [point, build(point)])) as Record<
    ExtensionPoint,
    T
  >;
}
