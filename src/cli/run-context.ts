/** What shows a run again, for the report of a bug: set as soon as it is known. */
export const runContext: { seed?: number; digest?: string } = {};
