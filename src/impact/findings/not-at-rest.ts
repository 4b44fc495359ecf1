import type { LogRecord } from '../../simulation/index.ts';
import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** A snapshot in the middle of something: what its controllers do anyway stands among what follows from the commands. */
export const notAtRest: FindingType = {
  code: 'NOT_AT_REST',
  title: 'The cluster was not at rest',
  *find(run) {
    const first = firstOfCommands(run);
    const gone = run.lives.filter(
      ({ isOld, terminating }) => isOld && terminating && terminating.sequence < first,
    );
    const come = run.lives.filter(({ created }) => created && created.sequence < first);
    if (gone.length + come.length === 0) return;
    yield {
      severity: 'info',
      objects: [],
      subject: 'snapshot',
      message: `The cluster of the snapshot was not at rest: before a command changes anything, ${counted(gone.length, 'pod')} ${gone.length === 1 ? 'goes' : 'go'} and ${come.length} ${come.length === 1 ? 'comes' : 'come'} by the work of their controllers. They are among those shown.`,
      evidence: [...gone, ...come].map(({ terminating, created }) => (created ?? terminating)!.sequence),
    };
  },
};

/**
 * The first record that a command made, or that a kubelet made because a command took its node away or gave it back;
 * infinite where none changes anything.
 */
function firstOfCommands({ records, commands }: RunView): number {
  const lines = new Set(commands.map(({ line }) => line));
  const first = records.find(({ by, change }) => lines.has(by.name) || isKubeletLease(change));
  return first?.sequence ?? Number.POSITIVE_INFINITY;
}

/** Leases are written when kubelets fall silent and when they report again, not while they go on reporting. */
function isKubeletLease(change: LogRecord['change']): boolean {
  return change.type === 'putObject' && change.kind === 'Lease.coordination.k8s.io';
}
