import type { Cluster } from '../../cluster/cluster.ts';
import type { Labels } from '../../kubernetes/meta.ts';
import type { NodeSelector } from '../../kubernetes/node.ts';
import {
  type CompiledNodeSelector,
  compileNodeSelector,
  matchesNodeSelector,
} from '../../kubernetes/node-selector.ts';
import type { CSINode, PersistentVolume, PersistentVolumeClaim } from '../../kubernetes/storage.ts';
import { csiNodeAffinity } from '../../storage/csi-topology.ts';
import { inTreeVolumeOf, labelledZones, volumeHandleOf } from '../../storage/in-tree-volume.ts';

const MIGRATED_PLUGINS_ANNOTATION = 'storage.alpha.kubernetes.io/migrated-plugins';

/** Whether a node can reach the bound volumes of a pod. */
export type BoundVolumesAnswer = 'reachable' | 'unreachable' | 'missing' | { readonly error: string };

/** The volume of one bound claim: where it can be used, as it stands and in its CSI driver's terms. */
interface BoundVolume {
  readonly affinity: CompiledNodeSelector | undefined;
  /** Set when nodes may have moved the volume's plugin to a CSI driver. */
  readonly migration?: {
    readonly plugin: string;
    readonly affinity: CompiledNodeSelector | undefined;
    readonly error: string | undefined;
  };
}

/**
 * The bound volumes of a pod, read once for all nodes; undefined stands for a volume that is gone.
 *
 * @source pkg/scheduler/framework/plugins/volumebinding/binder.go → checkBoundClaims (v1.36.3)
 */
export class BoundVolumes {
  readonly #volumes: readonly (BoundVolume | undefined)[];

  constructor(cluster: Cluster, claims: readonly PersistentVolumeClaim[]) {
    this.#volumes = claims.map(({ spec }) => {
      const volume = cluster.objects('PersistentVolume').get(spec?.volumeName ?? '');
      return volume && boundVolume(volume);
    });
  }

  check(labels: Labels, csiNode: CSINode | undefined): BoundVolumesAnswer {
    for (const volume of this.#volumes) {
      if (!volume) return 'missing';
      let { affinity } = volume;
      if (volume.migration && isMigrated(volume.migration.plugin, csiNode)) {
        if (volume.migration.error !== undefined) return { error: volume.migration.error };
        affinity = volume.migration.affinity;
      }
      if (affinity && !matchesNodeSelector(affinity, { metadata: { labels } })) return 'unreachable';
    }
    return 'reachable';
  }
}

function boundVolume(volume: PersistentVolume): BoundVolume {
  const spec = volume.spec ?? {};
  const affinity = compile(spec.nodeAffinity?.required);
  const inTree = inTreeVolumeOf(spec);
  if (!inTree?.counted) return { affinity };
  const handle = volumeHandleOf(spec, labelledZones(volume));
  const translated =
    inTree.topologyKey === undefined ? undefined : csiNodeAffinity(volume, inTree.topologyKey);
  return {
    affinity,
    migration: {
      plugin: inTree.plugin,
      affinity: inTree.topologyKey === undefined ? affinity : compile(translated),
      error: 'error' in handle ? `could not translate pv: ${handle.error}` : undefined,
    },
  };
}

function compile(required: NodeSelector | undefined): CompiledNodeSelector | undefined {
  return required && compileNodeSelector(required);
}

/** @source pkg/scheduler/framework/plugins/volumebinding/binder.go → isPluginMigratedToCSIOnNode (v1.36.3) */
function isMigrated(plugin: string, csiNode: CSINode | undefined): boolean {
  return csiNode?.metadata?.annotations?.[MIGRATED_PLUGINS_ANNOTATION]?.split(',').includes(plugin) ?? false;
}
