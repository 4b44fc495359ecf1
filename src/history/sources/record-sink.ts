import { InputError } from '../../errors/index.ts';
import { groupKindOf, isObject } from '../../kubernetes/index.ts';
import type { DocumentSink } from '../../snapshot/index.ts';
import type { RecordedRedaction } from '../import/redact-recorded.ts';
import type { Staging } from '../import/staging.ts';
import { isAlert, takeAlert } from './alerts.ts';
import { isAuditEvent, takeAuditEvent } from './audit-log.ts';
import { takeObject } from './cluster-objects.ts';
import { isCommit, isNote, takeCommit, takeNote } from './decisions.ts';
import { Listing } from './listing.ts';
import { isPrometheusAnswer, takePrometheusAnswer } from './prometheus.ts';
import { entriesIn } from './unwrap.ts';
import { isWatchEvent, takeWatchEvent } from './watch-stream.ts';

/** Arrays of a document whose elements are records of their own: of lists, and of what clouds wrap logs in. */
const STREAMED = new Set(['', 'items', 'records', 'events', 'logEvents', 'Records', 'entries', 'alerts']);

/** How deep records may be wrapped in one another. */
const WRAPPING_DEPTH = 6;

/** Takes in documents of JSON or YAML, each for what it turns out to be. */
export class RecordSink implements DocumentSink {
  readonly #staging: Staging;
  readonly #redaction: RecordedRedaction;
  #listing: Listing | undefined;
  #line = 0;
  /** Documents that are nothing that a recording is made of. */
  foreignCount = 0;
  takenCount = 0;

  constructor(staging: Staging, redaction: RecordedRedaction) {
    this.#staging = staging;
    this.#redaction = redaction;
  }

  streams(member: string): boolean {
    return STREAMED.has(member);
  }

  element(value: unknown, member: string, _index: number, members: Readonly<Record<string, unknown>>): void {
    this.#line++;
    if (member === 'items' && isObject(value) && typeof value.kind !== 'string') {
      this.#listing ??= new Listing();
      const { apiVersion, kind } = members;
      if (typeof kind === 'string' && kind.endsWith('List') && kind !== 'List') {
        this.#take({ apiVersion, kind: kind.slice(0, -4), ...value }, 0);
      } else this.#listing.wait(value, this.#line);
    } else {
      if (member === 'items') this.#listing ??= new Listing();
      this.#take(value, 0);
    }
  }

  document(members: Record<string, unknown>): void {
    this.#line++;
    const listing = this.#listing;
    this.#listing = undefined;
    if (listing) {
      const { apiVersion, kind } = members;
      for (const { value, line } of listing.waiting()) {
        const itemKind = typeof kind === 'string' ? kind.replace(/List$/, '') : '';
        this.#listing = listing;
        this.#object({ apiVersion, kind: itemKind, ...value }, line);
        this.#listing = undefined;
      }
      listing.end(members, this.#staging);
      return;
    }
    // Of an array that was handed over its length stands here.
    if (members.items === 0 && this.#isList(members)) {
      this.#format('objects');
      if (members.kind === 'List') this.#staging.note('an empty list of no kind says nothing');
      else new Listing().end(members, this.#staging);
      this.takenCount++;
      return;
    }
    if ([...STREAMED].some((member) => typeof members[member] === 'number')) return;
    this.#take(members, 0);
  }

  /** A log that is copied while it is written ends in half a record; of anything else the rest would be missing. */
  cutOff(): boolean {
    const { format } = this.#staging.source;
    const isLog = format === 'audit log' || format === 'watch stream';
    if (!isLog || this.#listing !== undefined || this.takenCount === 0) return false;
    this.#staging.note('the last record is cut off and left out');
    return true;
  }

  #isList({ apiVersion, kind }: Readonly<Record<string, unknown>>): boolean {
    return typeof apiVersion === 'string' && typeof kind === 'string' && kind.endsWith('List');
  }

  scalar(): void {
    this.#line++;
    this.foreignCount++;
  }

  #take(value: unknown, depth: number): void {
    const staging = this.#staging;
    const line = this.#line;
    const before = staging.recordCount;
    if (isAuditEvent(value)) {
      this.#format('audit log');
      takeAuditEvent(value, staging, this.#redaction, line);
      this.takenCount++;
    } else if (isWatchEvent(value)) {
      this.#format('watch stream');
      takeWatchEvent(value, staging, this.#redaction, line);
      this.takenCount++;
    } else if (isPrometheusAnswer(value)) {
      this.#format('metrics');
      takePrometheusAnswer(value, staging);
    } else if (isNote(value)) {
      this.#format('notes');
      takeNote(value, staging, line);
    } else if (isAlert(value)) {
      this.#format('alerts');
      takeAlert(value, staging, line);
    } else if (isObject(value) && typeof value.kind === 'string' && isObject(value.metadata)) {
      this.#format('objects');
      this.#object(value, line);
    } else if (isCommit(value)) {
      this.#format('commits');
      takeCommit(value, staging, line);
    } else if (depth < WRAPPING_DEPTH) {
      const inner = entriesIn(value);
      for (const each of inner) this.#take(each, depth + 1);
      if (inner.length > 0) return;
    }
    if (staging.recordCount > before) this.takenCount++;
    else if (depth === 0 && this.takenCount === 0) this.foreignCount++;
  }

  /** An object of a list, or one by itself. */
  #object(value: unknown, line: number): void {
    try {
      const object = takeObject(value, this.#staging, this.#redaction, { operation: 'SEEN', line });
      this.takenCount++;
      if (object) this.#listing?.saw(object, groupKindOf(object.apiVersion!, object.kind!));
    } catch (error) {
      if (!(error instanceof InputError) || this.takenCount === 0) throw error;
      this.#staging.note(`an object was left out: ${error.message}`);
    }
  }

  #format(name: string): void {
    if (this.#staging.source.format === '') this.#staging.source.format = name;
  }
}
