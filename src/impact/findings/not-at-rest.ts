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

/** The first record that a command made; infinite where none changes anything. */
function firstOfCommands({ records, commands }: RunView): number {
  const lines = new Set(commands.map(({ line }) => line));
  return records.find(({ by }) => lines.has(by.name))?.sequence ?? Number.POSITIVE_INFINITY;
}
