import type { FindingEntry } from '../documents.ts';

/** What differs between runs that differ in ties and orders only. */
export const orderDependent = {
  code: 'ORDER_DEPENDENT',
  title: 'An outcome depends on ties or on the order of concurrent work',

  /** The finding over all runs, if any finding above `info` held in some of them only. */
  compare(findings: readonly FindingEntry[], runCount: number): FindingEntry | undefined {
    const open = findings.filter(
      ({ runs, severity }) => runs !== undefined && runs !== `${runCount}/${runCount}` && severity !== 'info',
    );
    if (open.length === 0) return undefined;
    const outcomes = open.map(({ code, objects, runs }) =>
      `${code} ${objects[0] ?? ''} in ${runs}`.replace('  ', ' '),
    );
    return {
      severity: 'warning',
      code: orderDependent.code,
      objects: open.flatMap(({ objects }) => objects.slice(0, 1)),
      message: `What happens depends on ties and on the order of concurrent work: ${outcomes.join('; ')} runs.`,
      evidence: [],
    };
  },
};
