import type { Cluster } from './cluster/cluster.ts';
import { Cycle, type SchedulablePod } from './framework/cycle.ts';
import type { Profile } from './framework/profile.ts';
import { type VolumeDecision, volumeDecision } from './plugins/VolumeBinding/volume-binding.ts';

/**
 * What has to be bound before a pod can run on the node chosen for it; undefined when nothing has to be.
 *
 * @source pkg/scheduler/framework/plugins/volumebinding/volume_binding.go → Reserve (v1.36.3)
 */
export function volumesToBind(
  cluster: Cluster,
  profile: Profile,
  pod: SchedulablePod,
  nodeIndex: number,
): VolumeDecision | undefined {
  if (!cluster.podClass(pod.classId).pod.spec?.volumes?.length) return undefined;
  const plugin = profile.preFilter.find(({ name }) => name === 'VolumeBinding');
  if (!plugin) return undefined;
  const cycle = new Cycle(cluster, profile, pod);
  plugin.preFilter!(cycle);
  return volumeDecision(cycle, nodeIndex);
}
