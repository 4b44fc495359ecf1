import { nearest } from '../../errors/index.ts';
import { type NeededConfiguration, neededConfiguration, objectKey } from '../../kubernetes/index.ts';
import { missingConfiguration } from '../../world/index.ts';
import { isAlive, type PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** New pods that have a node and cannot start, because a ConfigMap or Secret that they need is not there. */
export const configurationMissing: FindingType = {
  code: 'CONFIGURATION_MISSING',
  title: 'A ConfigMap or Secret that pods need is not there',
  *find(run) {
    const starved = run.lives.flatMap((life) => absentFor(run, life).map((needed) => ({ life, needed })));
    const byObject = Map.groupBy(
      starved,
      ({ life, needed }) => `${needed.kind}/${objectKey(life.namespace, needed.name)}`,
    );
    for (const [object, users] of byObject) {
      const [{ life, needed }] = users as [(typeof users)[number]];
      yield {
        severity: 'critical',
        objects: [object, ...users.map((user) => user.life.key)],
        message: `${counted(users.length, 'new pod')} cannot start: ${object}, which ${users.length === 1 ? 'it needs' : 'they need'}, is not there.${similar(run, life.namespace, needed)}`,
        evidence: users.map((user) => user.life.created!.sequence),
      };
    }
  },
};

/** What a new pod on a node waits for at the end. */
export function absentFor(run: RunView, life: PodLife): readonly NeededConfiguration[] {
  if (life.isOld || life.node === undefined || life.ready || !isAlive(life)) return [];
  const atEnd = {
    snapshot: run.world.snapshot,
    get: ({ kind, namespace, name }: { kind: string; namespace?: string; name: string }) =>
      run.objects.get(kind, namespace, name),
  };
  return missingConfiguration(atEnd, life.namespace, neededConfiguration(life.make.spec)).absent;
}

function similar({ world }: RunView, namespace: string, { kind, name }: NeededConfiguration): string {
  const names = world.list(kind, namespace).map(({ metadata }) => metadata.name ?? '');
  const near = nearest(name, names).filter((each) => each !== name);
  return near.length === 0 ? '' : ` There is ${near.join(', ')}.`;
}
