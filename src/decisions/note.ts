import type { ObjectRef } from '../history/index.ts';
import { refKey } from '../history/index.ts';
import { API_VERSION } from '../snapshot/index.ts';
import { REASON_KEY, TICKET_KEY } from './annotation-keys.ts';

import { shellWord } from './shell-word.ts';
import { typeWord } from './value-command.ts';

/** Something that a person wants to leave about an object. */
export interface NoteText {
  readonly text: string;
  /** A link to a ticket, or its number. */
  readonly ticket: string | undefined;
}

/** One line of a sidecar file, as `record import` and `--notes` read it. */
export interface Note {
  readonly apiVersion: string;
  readonly kind: 'Note';
  /** RFC 3339. */
  readonly time: string;
  /** Empty where nobody said. */
  readonly author: string;
  /** `Deployment/shop/api` */
  readonly object: string;
  readonly text: string;
  readonly ticket?: string;
}

/** The command that leaves the note on the object itself, to be run by whoever may. */
export function noteCommand(ref: ObjectRef, { text, ticket }: NoteText): string {
  const where = ref.namespace === '' ? '' : ` -n ${ref.namespace}`;
  const annotations = [`${REASON_KEY}=${text}`, ...(ticket === undefined ? [] : [`${TICKET_KEY}=${ticket}`])];
  return `kubectl annotate ${typeWord(ref)}/${ref.name}${where} --overwrite ${annotations.map(shellWord).join(' ')}`;
}

/** The note as a line of a sidecar file. */
export function noteLine(
  ref: ObjectRef,
  { text, ticket }: NoteText,
  written: { readonly time: string; readonly author: string },
): string {
  const note: Note = {
    apiVersion: API_VERSION,
    kind: 'Note',
    ...written,
    object: refKey(ref),
    text,
    ...(ticket === undefined ? {} : { ticket }),
  };
  return JSON.stringify(note);
}
