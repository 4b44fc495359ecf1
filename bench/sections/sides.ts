/** What the framework reached and how many times as much ours did: two cells of a table. */
export function sides({
  frameworkPerSecond,
  ratio,
}: {
  readonly frameworkPerSecond: number | undefined;
  readonly ratio: number | undefined;
}): string {
  if (frameworkPerSecond === undefined || ratio === undefined) return 'not measured | ';
  return `${frameworkPerSecond.toFixed(1)} | ${ratio.toFixed(0)} ×`;
}

/** Whether a text such as `60 of 60` tells of no difference; one without numbers compares nothing. */
export function areEqual(text: string): boolean {
  const [, equal, all] = /^(\d+) of (\d+)/.exec(text) ?? [];
  return equal === all;
}
