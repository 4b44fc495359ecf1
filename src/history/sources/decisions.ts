import { isObject, kindsNamed } from '../../kubernetes/index.ts';
import { API_VERSION } from '../../snapshot/index.ts';

import type { Staging } from '../import/staging.ts';
import type { ObjectRef } from '../records.ts';

type Fields = Readonly<Record<string, unknown>>;

const TEXT_LENGTH = 4_000;

/** Whether a value tells of a commit. */
export function isCommit(value: unknown): value is Fields {
  if (!isObject(value)) return false;
  const id = value.commit ?? value.sha ?? value.hash ?? value.id;
  return (
    typeof id === 'string' &&
    /^[0-9a-f]{7,64}$/.test(id) &&
    (typeof value.message === 'string' || typeof value.subject === 'string')
  );
}

/** Takes in a commit: `{commit|sha, author, date|timestamp, message|subject, object?}`. */
export function takeCommit(value: Fields, staging: Staging, line: number): void {
  const id = String(value.commit ?? value.sha ?? value.hash ?? value.id);
  const timeMs = timeOf(value.date ?? value.timestamp ?? value.time);
  if (Number.isNaN(timeMs)) {
    staging.note('commits without a time were left out');
    return;
  }
  const author = isObject(value.author) ? (value.author.email ?? value.author.name) : value.author;
  staging.decision(
    {
      timeMs,
      author: typeof author === 'string' ? author : '',
      text: String(value.message ?? value.subject).slice(0, TEXT_LENGTH),
      ref: refIn(value.object),
      origin: typeof value.url === 'string' ? value.url : `commit ${id.slice(0, 12)}`,
    },
    line,
  );
}

/** Whether a value is a note as `kubectl smart note --sidecar` writes it. */
export function isNote(value: unknown): value is Fields {
  return isObject(value) && value.kind === 'Note' && value.apiVersion === API_VERSION;
}

/** Takes in a note: `{apiVersion: kubectl-smart/v1, kind: Note, time, author, object, text, ticket?}`. */
export function takeNote(value: Fields, staging: Staging, line: number): void {
  const timeMs = timeOf(value.time);
  if (Number.isNaN(timeMs) || typeof value.text !== 'string') {
    staging.note('notes without time or text were left out');
    return;
  }
  staging.decision(
    {
      timeMs,
      author: typeof value.author === 'string' ? value.author : '',
      text: value.text.slice(0, TEXT_LENGTH),
      ref: refIn(value.object),
      origin: typeof value.ticket === 'string' ? value.ticket : 'note',
    },
    line,
  );
}

/** Whether a text begins as `git log` prints it. */
export function isGitLog(head: string): boolean {
  return /^\s*commit [0-9a-f]{7,64}\b.*\n(?:Merge: .*\n)?Author: /.test(head);
}

/** Puts together commits from the lines of `git log`. */
export class GitLogReader {
  readonly #staging: Staging;
  #commit: { id: string; author: string; date: string; message: string[]; line: number } | undefined;

  constructor(staging: Staging) {
    this.#staging = staging;
  }

  take(line: string, number: number): void {
    const start = /^commit ([0-9a-f]{7,64})\b/.exec(line);
    if (start) {
      this.finish();
      this.#commit = { id: start[1]!, author: '', date: '', message: [], line: number };
      return;
    }
    const commit = this.#commit;
    if (!commit) return;
    const header = /^(Author|AuthorDate|Date|CommitDate):\s*(.*)$/.exec(line);
    if (header?.[1] === 'Author') commit.author = /<([^>]+)>/.exec(header[2]!)?.[1] ?? header[2]!;
    else if (header) commit.date = header[2]!;
    else if (/^ {4}|^$/.test(line)) commit.message.push(line.slice(4));
  }

  finish(): void {
    const commit = this.#commit;
    this.#commit = undefined;
    if (!commit) return;
    const { id, author, date, message, line } = commit;
    takeCommit({ commit: id, author, date, message: message.join('\n').trim() }, this.#staging, line);
  }
}

/** `deployment/api`, `Deployment/shop/api` or `{kind, namespace, name}`. */
function refIn(value: unknown): ObjectRef | undefined {
  if (isObject(value)) {
    const { kind, namespace, name } = value;
    if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
    return refNamed(kind, typeof namespace === 'string' ? namespace : 'default', name);
  }
  if (typeof value !== 'string') return undefined;
  const [kind = '', second = '', third] = value.split('/');
  return third === undefined ? refNamed(kind, 'default', second) : refNamed(kind, second, third);
}

function refNamed(word: string, namespace: string, name: string): ObjectRef | undefined {
  const [served] = kindsNamed(word, []);
  return name === ''
    ? undefined
    : { kind: served?.groupKind ?? word, namespace: served?.isNamespaced === false ? '' : namespace, name };
}

function timeOf(value: unknown): number {
  if (typeof value === 'number') return value > 1e11 ? value : value * 1000;
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}
