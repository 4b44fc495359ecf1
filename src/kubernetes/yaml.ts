import {
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import { InputError } from '../errors/index.ts';
import { KUBECTL_SCHEMA } from './yaml-schema.ts';

/** A place in a text: both count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** One document of a YAML text. */
export interface YamlDocument {
  /** As kubectl would send it: only what JSON can hold. */
  readonly value: unknown;
  /** Where the document's content begins. */
  readonly position: TextPosition;
  /** Where the value at `path` (keys and indexes) stands; undefined when there is none. */
  positionOf(path: readonly (string | number)[]): TextPosition | undefined;
  /** Where each element of the sequence at `path` stands. */
  elementPositions(path: readonly (string | number)[]): TextPosition[];
}

/** How many levels a document may be nested. */
const DEPTH_MAX = 200;
/** How many values aliases may add to a text when they are written out. */
const ALIASED_VALUES_MAX = 1_000_000;

/**
 * Reads a YAML text as kubectl does: its scalars, its refusal of duplicate keys, several documents. Empty documents are
 * left out. JSON is YAML and is read too.
 *
 * @param file how the text is called in errors.
 * @throws InputError with line and column.
 */
export function parseYaml(text: string, file?: string): YamlDocument[] {
  try {
    const events = parseEvents(text, { maxDepth: DEPTH_MAX });
    const documents = splitDocuments(events);
    assertAliasesBounded(events, text);
    const values = constructFromEvents(events, { source: text, schema: KUBECTL_SCHEMA });
    const lines = new LineStarts(text);
    return documents.flatMap((range, index) =>
      values[index] === null || values[index] === undefined
        ? []
        : [documentOf(values[index], events, range, text, lines)],
    );
  } catch (error) {
    throw asInputError(error, file);
  }
}

function documentOf(
  value: unknown,
  events: readonly Event[],
  start: number,
  text: string,
  lines: LineStarts,
): YamlDocument {
  const eventAt = (path: readonly (string | number)[]) => {
    let at: number | undefined = start;
    for (const step of path) at = at === undefined ? undefined : childOf(events, at, step, text);
    return at;
  };
  const positionAt = (at: number) => lines.position(offsetOf(events[at]!));
  return {
    value,
    get position() {
      return positionAt(start);
    },
    positionOf: (path) => {
      const at = eventAt(path);
      return at === undefined ? undefined : positionAt(at);
    },
    elementPositions: (path) => {
      const at = eventAt(path);
      const positions: TextPosition[] = [];
      if (at === undefined || events[at]!.type !== EVENT_ID.SEQUENCE) return positions;
      for (let child = at + 1; events[child]!.type !== EVENT_ID.POP; child = afterValue(events, child)) {
        positions.push(positionAt(child));
      }
      return positions;
    },
  };
}

/** The first content event of each document. */
function splitDocuments(events: readonly Event[]): number[] {
  return events.flatMap((event, index) => (event.type === EVENT_ID.DOCUMENT ? [index + 1] : []));
}

/** The event of the child of the collection at `at` under a key or an index. */
function childOf(
  events: readonly Event[],
  at: number,
  step: string | number,
  text: string,
): number | undefined {
  const parent = events[at]!;
  if (parent.type !== EVENT_ID.MAPPING && parent.type !== EVENT_ID.SEQUENCE) return undefined;
  let index = 0;
  for (let child = at + 1; events[child]!.type !== EVENT_ID.POP; index++) {
    if (parent.type === EVENT_ID.SEQUENCE) {
      if (index === step) return child;
    } else {
      const key = events[child]!;
      child = afterValue(events, child);
      if (key.type === EVENT_ID.SCALAR && getScalarValue(text, key) === String(step)) return child;
    }
    child = afterValue(events, child);
  }
  return undefined;
}

/** The event behind the value that begins at `at`. */
function afterValue(events: readonly Event[], at: number): number {
  let depth = 0;
  for (let index = at; ; index++) {
    const { type } = events[index]!;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
    else if (type === EVENT_ID.POP) depth--;
    if (depth === 0) return index + 1;
  }
}

function offsetOf(event: Event): number {
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return Math.max(0, event.valueStart);
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start;
    case EVENT_ID.ALIAS:
      return event.anchorStart;
    default:
      return 0;
  }
}

/** Refuses texts whose aliases stand for far more than they are ("billion laughs"), before anything is built. */
function assertAliasesBounded(events: readonly Event[], text: string): void {
  const sizes = new Map<string, number>();
  const open: { anchor: string | undefined; size: number }[] = [{ anchor: undefined, size: 0 }];
  let aliased = 0;
  for (const event of events) {
    const top = open.at(-1)!;
    if (event.type === EVENT_ID.SCALAR) {
      top.size++;
      const anchor = anchorOf(event, text);
      if (anchor !== undefined) sizes.set(anchor, 1);
    } else if (event.type === EVENT_ID.ALIAS) {
      const size = sizes.get(text.slice(event.anchorStart, event.anchorEnd)) ?? 1;
      top.size += size;
      aliased += size;
      if (aliased > ALIASED_VALUES_MAX) {
        YAMLException.throwAt(text, event.anchorStart, 'the aliases stand for too many values');
      }
    } else if (event.type === EVENT_ID.POP) {
      open.pop();
      if (top.anchor !== undefined) sizes.set(top.anchor, top.size);
      const parent = open.at(-1);
      if (parent) parent.size += top.size;
    } else {
      open.push({
        anchor: event.type === EVENT_ID.DOCUMENT ? undefined : anchorOf(event, text),
        size: 1,
      });
    }
  }
}

function anchorOf(event: { readonly anchorStart: number; readonly anchorEnd: number }, text: string) {
  return event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
}

/** The offsets where lines begin, found when the first position is asked for. */
class LineStarts {
  readonly #text: string;
  #starts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  position(offset: number): TextPosition {
    this.#starts ??= this.#find();
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  #find(): number[] {
    const starts = [0];
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1))
      starts.push(at + 1);
    return starts;
  }
}

function asInputError(error: unknown, file: string | undefined): unknown {
  if (error instanceof RangeError)
    return new InputError(error.message, file === undefined ? {} : { where: file });
  if (!(error instanceof YAMLException)) return error;
  const { mark, reason } = error;
  const place = mark ? `line ${mark.line + 1}, column ${mark.column + 1}` : undefined;
  const where = [file, place].filter((part) => part !== undefined).join(', ');
  return new InputError(`the YAML cannot be read: ${reason}`, {
    ...(where ? { where } : {}),
    ...(mark?.snippet ? { hint: `near:\n${clipped(mark.snippet)}` } : {}),
    cause: error,
  });
}

/** A snippet that fits on a screen: long lines are cut. */
function clipped(snippet: string): string {
  return snippet.replace(/^.{121,}$/gm, (line) => `${line.slice(0, 120)}…`);
}
