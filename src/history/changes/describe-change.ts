import { type GroupKind, isObject, type KubeObject } from '../../kubernetes/index.ts';
import { diffFields } from '../../snapshot/index.ts';

/** One field that a change gave another value. */
export interface FieldChange {
  /** `data.CACHE_SIZE`, `spec.template.spec.containers[api].image` */
  readonly path: string;
  /** Undefined where the field was, or is, not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** What somebody wants: everything but the status, which only reports, and what the API server keeps by itself. */
const REPORTED =
  /^(status(\.|$)|metadata\.(creationTimestamp|deletion|finalizers|ownerReferences)|apiVersion$|kind$)/;
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';
/** Annotations that controllers keep for themselves. */
const BOOKKEEPING =
  /^metadata\.annotations\.(deployment\.kubernetes\.io|deprecated\.daemonset|control-plane|endpoints\.kubernetes)/;
const VALUE_LENGTH = 60;

/** The fields in which two states of an object differ as far as somebody decides them; its status is left out. */
export function decidedChanges(before: KubeObject | undefined, after: KubeObject | undefined): FieldChange[] {
  if (!before || !after) return [];
  return diffFields(before, after)
    .flatMap(leaves)
    .filter(({ path }) => !REPORTED.test(path) && !BOOKKEEPING.test(path));
}

/** A whole map that came or went is as many changes as it has members. */
function leaves({ path, before, after }: FieldChange): FieldChange[] {
  const map = before === undefined ? after : after === undefined ? before : undefined;
  if (!isObject(map) || Object.keys(map).length === 0) return [{ path, before, after }];
  return Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) =>
      leaves({
        path: `${path}.${key}`,
        before: before === undefined ? undefined : value,
        after: after === undefined ? undefined : value,
      }),
    );
}

/** A change in words: `CACHE_SIZE 256Mi → unlimited`, `replicas 3 → 5`, `image of api: v1 → v2`, `restarted`. */
export function changeWords(kind: GroupKind, changes: readonly FieldChange[]): string {
  return changes.map((change) => fieldWords(kind, change)).join(', ');
}

function fieldWords(kind: GroupKind, { path, before, after }: FieldChange): string {
  if (path.endsWith(RESTARTED_AT)) return 'restarted';
  const values = `${valueWords(before)} → ${valueWords(after)}`;
  if (kind === 'ConfigMap' || kind === 'Secret') {
    const key = /^(?:data|binaryData|stringData)\.(.+)$/.exec(path)?.[1];
    if (key !== undefined) return `${key} ${values}`;
  }
  const variable = /\.env\[(.+)\]\.value$/.exec(path)?.[1] ?? /\.env\[(.+)\]$/.exec(path)?.[1];
  if (variable !== undefined) return `${variable} ${values}`;
  const inContainer = /(?:containers|initContainers)\[([^\]]+)\]\.(.+)$/.exec(path);
  if (inContainer) return `${inContainer[2]} of ${inContainer[1]}: ${values}`;
  const short = path.replace(/^(spec\.template\.spec|spec\.template|spec|metadata)\./, '');
  return `${short} ${values}`;
}

function valueWords(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
}
