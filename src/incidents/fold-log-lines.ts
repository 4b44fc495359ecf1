import type { LogLine, ObjectRef } from '../history/index.ts';

/** Log lines that differ only in numbers, names and times. */
export interface FoldedLog {
  /** The owner of the pods that wrote them. */
  readonly owner: ObjectRef;
  readonly template: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** None like it was written before the time that was asked about. */
  readonly isNew: boolean;
  /** Where the first one stands. */
  readonly evidence: string;
}

/** What varies between lines of one template, replaced in this order. */
const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<ip>'],
  [/"(?:[^"\\]|\\.)*"/g, '"<text>"'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<n>'],
  [/(?<![\w<])[-+]?\d+(?:\.\d+)?(?=(?:ns|us|µs|ms|s|m|h|[KMGT]i?B?|%)?(?![\w]))/g, '<n>'],
];
/** Keys of structured lines whose texts tell lines apart; others vary. */
const TELLING = /"(?:msg|message|level|severity|error|err|logger|event)"\s*:\s*"(?:[^"\\]|\\.)*"/g;
const TEMPLATE_LENGTH = 200;

/** A line with all that varies taken out; of a JSON line, what it says. */
export function logTemplate(text: string): string {
  const line = text.trim();
  const told = line.startsWith('{')
    ? [...line.matchAll(TELLING)].map(([pair]) => pair.replace(/^"(\w+)"\s*:\s*"(.*)"$/s, '$1=$2'))
    : [];
  let template = told.length > 0 ? told.join(' ') : line;
  for (const [pattern, mark] of VARIABLES) template = template.replace(pattern, mark);
  template = template.replace(/\s+/g, ' ');
  return template.length > TEMPLATE_LENGTH ? `${template.slice(0, TEMPLATE_LENGTH)}…` : template;
}

/** Groups lines by their writers' owner and template: those that are new since a time first, then the most frequent. */
export function foldLogLines(
  lines: Iterable<LogLine>,
  ownerOf: (pod: ObjectRef) => ObjectRef,
  sinceMs: number,
): FoldedLog[] {
  const groups = new Map<string, FoldedLog>();
  for (const { pod, text, timeMs, evidence } of lines) {
    const owner = ownerOf(pod);
    const template = logTemplate(text);
    if (template === '') continue;
    const key = `${owner.kind}/${owner.namespace}/${owner.name} ${template}`;
    const known = groups.get(key);
    groups.set(key, {
      owner,
      template,
      count: (known?.count ?? 0) + 1,
      firstMs: Math.min(known?.firstMs ?? timeMs, timeMs),
      lastMs: Math.max(known?.lastMs ?? timeMs, timeMs),
      isNew: (known?.isNew ?? true) && timeMs >= sinceMs,
      evidence: known === undefined || timeMs < known.firstMs ? evidence : known.evidence,
    });
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(b.isNew) - Number(a.isNew) ||
      b.count - a.count ||
      a.firstMs - b.firstMs ||
      (a.template < b.template ? -1 : 1),
  );
}
