import type { FindingEntry } from '../documents.ts';

/** That nothing is suggested does not mean that nothing helps. */
export const remediesNotTried = {
  code: 'REMEDIES_NOT_TRIED',
  title: 'Not every remedy was tried',

  /** The finding of a report in which remedies of so many findings were left untried, if they were. */
  about(untriedCount: number): FindingEntry | undefined {
    if (untriedCount === 0) return undefined;
    const which = untriedCount === 1 ? 'one of the findings' : `${untriedCount} of the findings`;
    return {
      severity: 'info',
      code: remediesNotTried.code,
      objects: [],
      message: `For ${which} not every remedy was tried, since each is a run of its own and many had been tried: something may help them that is not suggested.`,
      evidence: [],
    };
  },
};
