import { type NeededConfiguration, neededConfiguration } from '../../kubernetes/index.ts';
import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** ConfigMaps and Secrets that are deleted while pods need them: running pods go on, restarted ones cannot start. */
export const configurationRemoved: FindingType = {
  code: 'CONFIGURATION_REMOVED',
  title: 'A ConfigMap or Secret that pods need is deleted',
  *find(run) {
    for (const { kind, key, after, sequence } of run.objects.moments) {
      if (after || (kind !== 'ConfigMap' && kind !== 'Secret')) continue;
      const slash = key.indexOf('/');
      const users = usersOf(run, kind, key.slice(0, slash), key.slice(slash + 1));
      if (users.length === 0) continue;
      yield {
        severity: 'critical',
        objects: [`${kind}/${key}`, ...users],
        message: `${kind}/${key} is deleted and ${counted(users.length, 'pod')} ${users.length === 1 ? 'needs' : 'need'} it: running containers go on, but none can start again.`,
        evidence: [sequence],
      };
    }
  },
};

/** The pods at the start of the run that cannot start without the object, by key. */
function usersOf(
  { world }: RunView,
  kind: NeededConfiguration['kind'],
  namespace: string,
  name: string,
): string[] {
  const rows: number[] = [];
  for (const templateId of world.templates.inNamespace(namespace)) {
    const needed = neededConfiguration(world.templates.get(templateId).make.spec);
    if (needed.some((each) => each.kind === kind && each.name === name))
      rows.push(...world.pods.ofTemplate(templateId));
  }
  return world.sortedPodRows(rows).map((row) => world.pods.key(row));
}
