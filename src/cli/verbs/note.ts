import { readFileSync } from 'node:fs';
import { noteCommand, noteLine } from '../../decisions/index.ts';
import { InputError, nearest } from '../../errors/index.ts';
import type { ObjectRef } from '../../history/index.ts';
import { kindsNamed, resourceWords } from '../../kubernetes/index.ts';
import { EXIT } from '../exit-codes.ts';
import { writeWhole } from '../write-reports.ts';
import type { Verb } from './verb.ts';

/** How many characters a note may have: what is longer belongs into the ticket. */
const TEXT_LENGTH = 4_000;

type Options = Readonly<Record<string, unknown>>;

/** `note KIND/NAME TEXT`: leaves a reason where histories find it. */
export const noteVerb: Verb = {
  describe: (command) => {
    command
      .argument('<object>', 'the object: deployment/api')
      .argument('<text...>', 'why it is as it is, in quotes')
      .option('-n, --namespace <name>', 'namespace of the object', 'default')
      .option('--ticket <link>', 'where it was decided')
      .option('--sidecar <file>', 'append the note to this file instead of printing a command')
      .option('--author <name>', 'who says so, in the file (default: the user of this machine)')
      .addHelpText('after', HELP);
  },
  run: async ([object = '', text = '', ...rest], options) => {
    if (rest.length > 0) {
      throw new InputError('the text of a note is one argument: put it in quotes', {
        hint: `kubectl smart note ${object} ${JSON.stringify([text, ...rest].join(' '))}`,
      });
    }
    const ref = objectOf(object, String(options.namespace));
    const note = { text: textOf(text), ticket: options.ticket as string | undefined };
    if (typeof options.sidecar !== 'string') {
      process.stdout.write(`${noteCommand(ref, note)}\n`);
      return EXIT.done;
    }
    const written = { time: new Date().toISOString(), author: authorOf(options) };
    append(options.sidecar, noteLine(ref, note, written));
    process.stdout.write(`${options.sidecar} written\n`);
    return EXIT.done;
  },
};

const HELP = `
Nothing is changed in the cluster: without --sidecar the kubectl command that leaves the note is printed. history and why
read the annotations from recordings and snapshots, and sidecar files with --notes, or as a source of record import.

Examples:
  kubectl smart note deployment/api "5 replicas were too many for the database" --ticket https://tickets.example/OPS-7
  kubectl smart note deployment/api -n shop "rolled back: slow start" --sidecar notes.ndjson
  kubectl smart history deployment/api --decisions --recording incident.ksrec --notes notes.ndjson
`;

/** @throws InputError for words that name no object. */
function objectOf(word: string, namespace: string): ObjectRef {
  const [kind = '', name = '', third] = word.split('/');
  const [served] = kindsNamed(kind, []);
  if (!served || name === '' || third === '') {
    const near = nearest(kind, resourceWords());
    throw new InputError(
      name === ''
        ? `an object is named KIND/NAME, not ${JSON.stringify(word)}`
        : `there is no kind ${JSON.stringify(kind)}`,
      { hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'For example: deployment/api' },
    );
  }
  if (!served.isNamespaced) return { kind: served.groupKind, namespace: '', name };
  return third === undefined
    ? { kind: served.groupKind, namespace, name }
    : { kind: served.groupKind, namespace: name, name: third };
}

function textOf(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new InputError('the note is empty');
  if (trimmed.length > TEXT_LENGTH) {
    throw new InputError(`the note has ${trimmed.length} characters; it may have ${TEXT_LENGTH}`, {
      hint: 'Leave a link to the rest with --ticket.',
    });
  }
  return trimmed;
}

function authorOf({ author }: Options): string {
  if (typeof author === 'string') return author;
  return process.env.USER ?? process.env.USERNAME ?? '';
}

/** Adds a line to a file of notes, which is there whole with it or as before. */
function append(path: string, line: string): void {
  const before = existing(path);
  checkNotes(path, before);
  writeWhole(path, `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`);
}

function existing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new InputError(`cannot read ${path}`, { where: path, hint: String(error), cause: error });
  }
}

/** @throws InputError when a file is no file of notes: it is somebody else's. */
function checkNotes(path: string, content: string): void {
  content.split('\n').forEach((line, index) => {
    if (line.trim() === '' || isNote(line)) return;
    throw new InputError('this is no file of notes, so nothing is added to it', {
      where: `${path}:${index + 1}`,
      hint: 'Name a new file, or one that kubectl smart note --sidecar made.',
    });
  });
}

function isNote(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Note';
  } catch {
    return false;
  }
}
