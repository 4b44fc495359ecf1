import { seconds } from '../run/seconds.ts';
import { counted, duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** A snapshot in the middle of something: what its controllers do anyway stands among what follows from the commands. */
export const notAtRest: FindingType = {
  code: 'NOT_AT_REST',
  title: 'The cluster was not at rest',
  *find({ idle, endMs }) {
    if (!idle) return;
    const { goneCount, comeCount } = idle;
    yield {
      severity: 'info',
      objects: [],
      subject: 'snapshot',
      message: `The cluster of the snapshot was not at rest: without any command, ${counted(goneCount, 'pod')} would go and ${comeCount} come by t+${duration(seconds(endMs))}, by the work of their controllers. They are among those shown.`,
      evidence: [],
    };
  },
};
