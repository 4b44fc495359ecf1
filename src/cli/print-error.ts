import type { InputError } from '../errors/index.ts';
import { runContext } from './run-context.ts';

/** One screen: more lines of a message than these are counted. */
const LINES = 18;

/** Says what is wrong, where, and what to do; the last line is the one to act on. */
export function printInputError({ message, where, hint }: InputError): void {
  const lines = message.split('\n');
  const shown = lines.slice(0, LINES);
  if (lines.length > shown.length) shown.push(`… and ${lines.length - shown.length} more lines`);
  const parts = [`error: ${shown.join('\n')}`];
  if (where !== undefined) parts.push(`  at ${where}`);
  if (hint !== undefined) parts.push(`  ${hint}`);
  process.stderr.write(`${parts.join('\n')}\n`);
}

/** A bug of ours: says how to show it again, so that it can be reported. */
export function printBug(error: unknown, words: readonly string[]): void {
  const { seed, digest } = runContext;
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const again = [
    'kubectl smart',
    ...words.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : JSON.stringify(word))),
  ];
  process.stderr.write(
    [
      'This is a bug of kubectl-smart, not of your input.',
      what,
      '',
      `  command   ${again.join(' ')}`,
      ...(seed === undefined ? [] : [`  seed      ${seed}`]),
      ...(digest === undefined ? [] : [`  snapshot  ${digest}`]),
      'Please report these lines; `kubectl smart snapshot redact` makes a file that you can send with them.',
      '',
    ].join('\n'),
  );
}
