import type { PersistentVolume, PersistentVolumeClaim } from '../../kubernetes/index.ts';
import type { PodLife } from './pod-life.ts';
import type { RunView } from './run-view.ts';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONES = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];

/** A volume that binds a pod to a place. */
export interface Pin {
  readonly claim: string;
  readonly volume: string;
  readonly type: 'node' | 'zone';
  /** Names of nodes or zones. */
  readonly places: readonly string[];
}

/** The volumes of a pod that exist in certain nodes or zones only, as known before the run. */
export function pinsOf({ world }: Pick<RunView, 'world'>, life: PodLife): Pin[] {
  const pins: Pin[] = [];
  for (const { persistentVolumeClaim } of life.make.spec.volumes ?? []) {
    if (!persistentVolumeClaim) continue;
    const claim = world.get({
      kind: 'PersistentVolumeClaim',
      namespace: life.namespace,
      name: persistentVolumeClaim.claimName,
    }) as PersistentVolumeClaim | undefined;
    const volumeName = claim?.spec?.volumeName;
    if (!volumeName) continue;
    const volume = world.get({ kind: 'PersistentVolume', name: volumeName }) as PersistentVolume | undefined;
    const pin = volume && pinOf(volume);
    if (pin)
      pins.push({
        claim: `${life.namespace}/${persistentVolumeClaim.claimName}`,
        volume: volumeName,
        ...pin,
      });
  }
  return pins;
}

function pinOf({ spec }: PersistentVolume): Pick<Pin, 'type' | 'places'> | undefined {
  const expressions = (spec?.nodeAffinity?.required?.nodeSelectorTerms ?? []).flatMap(
    ({ matchExpressions }) => matchExpressions ?? [],
  );
  const placesOf = (keys: readonly string[]) =>
    expressions
      .filter(({ key, operator }) => keys.includes(key) && operator === 'In')
      .flatMap(({ values }) => values ?? []);
  const nodes = placesOf([HOSTNAME]);
  if (nodes.length > 0) return { type: 'node', places: nodes };
  const zones = placesOf(ZONES);
  return zones.length > 0 ? { type: 'zone', places: zones } : undefined;
}
