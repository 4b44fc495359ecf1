import { InputError } from '../../errors/index.ts';
import type { TextPlace } from '../text/read-json.ts';

/** Where an object was read. */
export interface ObjectPlace {
  /** The file: the source as the user named it, and the path within it. */
  readonly file: string;
  readonly text: TextPlace;
  /** 0-based, for elements of a list. */
  readonly index?: number;
}

/** `bundle.tar.gz › cluster-resources/nodes.json, item 3, byte 812`. */
export function describePlace({ file, text, index }: ObjectPlace): string {
  const item = index === undefined ? '' : `, item ${index + 1}`;
  const at = typeof text === 'number' ? `byte ${text}` : `line ${text.line}, column ${text.column}`;
  return `${file}${item}, ${at}`;
}

/** How a file within a source is called. */
export function memberName(source: string, path: string): string {
  return `${source} › ${path}`;
}

/** An InputError about the object at `place`. */
export function objectError(message: string, place: ObjectPlace, hint?: string): InputError {
  return new InputError(message, { where: describePlace(place), ...(hint === undefined ? {} : { hint }) });
}
