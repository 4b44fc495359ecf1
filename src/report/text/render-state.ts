import { type ObjectState, whoWords } from '../../decisions/index.ts';
import { finish, sourceWords } from './render-history.ts';
import { paint, type TextStyle } from './style.ts';

/** Fields that the API server keeps for itself. */
const LEFT_OUT = new Set(['managedFields', 'resourceVersion', 'uid', 'selfLink', 'generation']);
const PLAIN = /^[A-Za-z0-9_][\w./@-]*$/;
const MEANING_SOMETHING_ELSE = /^(?:true|false|null|yes|no|on|off|y|n|~|[-+.\d][\d_.eExXa-fA-F:+-]*)$/i;

/** One object as it was at a time, as YAML below a line of when and who. */
export function renderState(report: ObjectState, style: TextStyle): string {
  const { object, source, at, state, lastChange, unknown } = report;
  const changed = lastChange
    ? `# last decided ${lastChange.time}, ${whoWords(lastChange.who ?? undefined)}`
    : undefined;
  return finish(
    [
      `# ${paint(style, 'bold', object)} at ${at ?? '?'} · ${sourceWords(source)}`,
      ...(changed === undefined ? [] : [changed]),
      ...unknown.map((sentence) => `# ? ${sentence}`),
      ...(state ? yamlLines(state, '') : []),
    ],
    { ...style, unicode: true },
  );
}

function yamlLines(value: unknown, indent: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      const [first = '', ...rest] = yamlLines(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (typeof value !== 'object' || value === null) return [`${indent}${scalar(value)}`];
  return Object.entries(value)
    .filter(([key, member]) => !LEFT_OUT.has(key) && member !== undefined)
    .flatMap(([key, member]: [string, unknown]) => {
      const name = `${indent}${scalar(key)}:`;
      if (typeof member !== 'object' || member === null) return [`${name} ${scalar(member)}`];
      const isEmpty = Object.keys(member).length === 0;
      if (isEmpty) return [`${name} ${Array.isArray(member) ? '[]' : '{}'}`];
      return [name, ...yamlLines(member, Array.isArray(member) ? indent : `${indent}  `)];
    });
}

/** A scalar that reads back as itself: in quotes wherever YAML could take it for something else. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  return PLAIN.test(value) && !MEANING_SOMETHING_ELSE.test(value) ? value : JSON.stringify(value);
}
