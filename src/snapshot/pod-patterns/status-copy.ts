import { BytesMap } from '../../columns/index.ts';
import { isBefore } from '../canonical-json.ts';
import { CONTAINER_LISTS, KEPT_OF_CONTAINER, UNREAD } from '../notable-status.ts';
import { skipSpace } from '../text/skip-value.ts';
import { ScratchText } from './scratch-text.ts';

/** What becomes of the value of a member: it is kept, left out, or more than can be told here. */
type Rule = typeof KEEP | typeof DROP | typeof UNSURE | MembersRule | ItemsRule;
const KEEP = 'keep';
const DROP = 'drop';
const UNSURE = 'unsure';

/** An object of which members are left out. */
class MembersRule {
  readonly #keys = new BytesMap();
  readonly #rules: Rule[] = [];
  readonly #others: Rule;
  /** Whether the object is left out when nothing of it is left. */
  readonly isLeftOutEmpty: boolean;

  constructor(members: Readonly<Record<string, Rule>>, others: Rule, isLeftOutEmpty = false) {
    for (const [key, rule] of Object.entries(members)) {
      const bytes = Buffer.from(key);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      this.#keys.set(bytes, view, 0, bytes.length, this.#rules.push(rule) - 1);
    }
    this.#others = others;
    this.isLeftOutEmpty = isLeftOutEmpty;
  }

  of(bytes: Buffer, view: DataView, start: number, end: number): Rule {
    const index = this.#keys.get(bytes, view, start, end);
    return index < 0 ? this.#others : this.#rules[index]!;
  }
}

/** A list of objects of which members are left out. */
class ItemsRule {
  readonly items: MembersRule;

  constructor(items: MembersRule) {
    this.items = items;
  }
}

function statusRule(): MembersRule {
  const terminated = new MembersRule({ containerID: DROP }, KEEP);
  const kept: Record<string, Rule> = Object.fromEntries(KEPT_OF_CONTAINER.map((field) => [field, KEEP]));
  kept['state'] = new MembersRule({ terminated }, KEEP);
  kept['lastState'] = new MembersRule({ terminated }, KEEP, true);
  // Whether they say more than the spec does is known of the containers only.
  const resources: Record<string, Rule> = { resources: UNSURE, allocatedResources: UNSURE };
  const lists = CONTAINER_LISTS.map((list): [string, Rule] => [
    list,
    new ItemsRule(new MembersRule(list === 'containerStatuses' ? kept : { ...kept, ...resources }, DROP)),
  ]);
  const unread = UNREAD.map((field): [string, Rule] => [field, DROP]);
  return new MembersRule(Object.fromEntries([...lists, ...unread]), KEEP);
}

const STATUS = statusRule();

/**
 * Copies what is kept of a status, as canonical JSON, from its bytes: the same that `notableStatus` and `canonicalJson`
 * make of its value, where the bytes are in the usual form, with keys in order and without escapes.
 */
export class StatusCopy {
  readonly text = new ScratchText();
  #source: Buffer = this.text.bytes;
  #view: DataView = this.text.view;
  #at = 0;
  #end = 0;

  /**
   * Puts what is kept into `text`; false when the bytes are of another form, or say of an init container which resources
   * it has.
   *
   * @param start where the object begins: well-formed JSON, of containers that have the resources of their spec.
   */
  copy(source: Buffer, view: DataView, start: number, end: number): boolean {
    this.#source = source;
    this.#view = view;
    this.#at = start;
    this.#end = end;
    this.text.length = 0;
    // What is copied is never longer than its source, a comma aside.
    this.text.reserve(end - start + 1);
    return this.#members(STATUS);
  }

  #value(rule: Rule): boolean {
    switch (this.#source[this.#at]) {
      case 0x7b:
        return this.#members(rule);
      case 0x5b:
        return this.#items(rule);
      case 0x22:
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  /** Copies an object without members of null, which mean the same as no member. */
  #members(rule: Rule): boolean {
    const rules = rule instanceof MembersRule ? rule : undefined;
    const { text } = this;
    if (rule instanceof ItemsRule) return false;
    this.#byte();
    /** The key before, in the source. */
    let keyStart = 0;
    let keyEnd = 0;
    let isEmpty = true;
    for (let isFirst = true; !this.#closes(isFirst); isFirst = false) {
      const before = text.length;
      const start = this.#at + 1;
      if (!isEmpty) this.#put(0x2c);
      if (!this.#string()) return false;
      const end = this.#at - 1;
      if (!isFirst && !isBefore(this.#source, keyStart, keyEnd, start, end)) return false;
      keyStart = start;
      keyEnd = end;
      this.#at = skipSpace(this.#source, this.#at, this.#end);
      this.#byte();
      this.#at = skipSpace(this.#source, this.#at, this.#end);
      const member = rules?.of(this.#source, this.#view, start, end) ?? KEEP;
      if (member === UNSURE) return false;
      if (member === DROP || this.#source[this.#at] === 0x6e) {
        this.#at = skipKnown(this.#source, this.#at, this.#end);
        text.length = before;
        continue;
      }
      const value = text.length;
      if (!this.#value(member)) return false;
      const isLeftOut = member instanceof MembersRule && member.isLeftOutEmpty && text.length === value + 2;
      if (isLeftOut) text.length = before;
      else isEmpty = false;
    }
    this.#byte();
    return true;
  }

  #items(rule: Rule): boolean {
    if (rule instanceof MembersRule) return false;
    const items = rule instanceof ItemsRule ? rule.items : KEEP;
    this.#byte();
    for (let isFirst = true; !this.#closes(isFirst); isFirst = false) {
      if (!isFirst) this.#put(0x2c);
      if (!this.#value(items)) return false;
    }
    this.#byte();
    return true;
  }

  /** Whether the object or list ends here; moves to its next key or item otherwise. */
  #closes(isFirst: boolean): boolean {
    const source = this.#source;
    this.#at = skipSpace(source, this.#at, this.#end);
    if ((source[this.#at]! | 0x20) === 0x7d) return true;
    if (!isFirst) this.#at = skipSpace(source, this.#at + 1, this.#end);
    return false;
  }

  /** Copies a string of plain ASCII without escapes. */
  #string(): boolean {
    const source = this.#source;
    const { bytes } = this.text;
    let { length } = this.text;
    let at = this.#at;
    bytes[length++] = source[at++]!;
    for (;;) {
      const byte = source[at++]!;
      bytes[length++] = byte;
      if (byte === 0x22) break;
      if (byte === 0x5c || byte >= 0x80) return false;
    }
    this.#at = at;
    this.text.length = length;
    return true;
  }

  /** Copies true, false, null in a list, or a whole number that has one spelling only. */
  #scalar(): boolean {
    const start = this.#at;
    const end = skipKnown(this.#source, start, this.#end);
    if (this.#source[start]! < 0x3a) {
      if (end - start > DIGITS_MAX || (this.#source[start] === 0x2d && this.#source[start + 1] === 0x30))
        return false;
      for (let at = start + 1; at < end; at++)
        if (this.#source[at]! < 0x30 || this.#source[at]! > 0x39) return false;
    }
    while (this.#at < end) this.#byte();
    return true;
  }

  /** Copies one byte. */
  #byte(): void {
    this.#put(this.#source[this.#at++]!);
  }

  #put(byte: number): void {
    this.text.bytes[this.text.length++] = byte;
  }
}

/** The index behind a value that is known to be well-formed, so that only its brackets and strings need a look. */
function skipKnown(bytes: Buffer, at: number, end: number): number {
  let depth = 0;
  let index = at;
  while (index < end) {
    const byte = bytes[index]!;
    if (byte === 0x22) {
      index = skipKnownString(bytes, index, end);
      if (depth === 0) return index;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      index++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return index;
      index++;
      if (--depth === 0) return index;
    } else if (depth === 0 && (byte === 0x2c || byte <= 0x20)) return index;
    else index++;
  }
  return end;
}

function skipKnownString(bytes: Buffer, at: number, end: number): number {
  let index = at + 1;
  while (index < end && bytes[index] !== 0x22) index += bytes[index] === 0x5c ? 2 : 1;
  return index + 1;
}

/** Digits that a number may have to be a whole number of its own spelling. */
const DIGITS_MAX = 15;
