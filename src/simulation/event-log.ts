import type { Change } from '../world/index.ts';
import type { Actor } from './api-server/api.ts';

/** One applied change: who made it, when, and because of what. */
export interface LogRecord {
  /** Place in the log, from 0: what evidence refers to. */
  readonly sequence: number;
  readonly timeMs: number;
  readonly by: Actor;
  readonly change: Change;
}

/** All that happened, in order. State at a time is a fold of it over the world that the run began with. */
export class EventLog {
  readonly #records: LogRecord[] = [];

  get length(): number {
    return this.#records.length;
  }

  get records(): readonly LogRecord[] {
    return this.#records;
  }

  append(timeMs: number, by: Actor, change: Change): LogRecord {
    const record = { sequence: this.#records.length, timeMs, by, change };
    this.#records.push(record);
    return record;
  }
}
