/** Splits a command line into words as a shell would: blanks part them, quotes keep them together. */
export function splitWords(line: string): string[] {
  const words = line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g);
  return [...words].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  );
}
