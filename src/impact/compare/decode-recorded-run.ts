import { InputError } from '../../errors/index.ts';
import type { PodEvent, RecordedCommand, RecordedRun, RecordedService } from './recorded-run.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a file that begins like this can be a recorded run: a JSON object that is no Kubernetes object. */
export function looksRecorded(head: string): boolean {
  return (
    /^\s*\{/.test(head) &&
    !/(?<!\\)"apiVersion(?<!\\)"/.test(head) &&
    /"(commands|description)"\s*:/.test(head)
  );
}

/**
 * Reads the `truth.json` of a recorded run. What only newer recordings hold is filled in: the simulated lines are those that
 * ran, and the recording ends with its last moment.
 *
 * @throws InputError when it is no such file.
 */
export function decodeRecordedRun(text: string, where: string): RecordedRun {
  const run = fieldsOf(parse(text, where));
  const commands = list(run, 'commands', where).map((each) => check<RecordedCommand>(each, COMMAND, where));
  const timeline = list(run, 'timeline', where).map((each) => check<PodEvent>(each, MOMENT, where));
  const services =
    run.services === undefined
      ? undefined
      : list(run, 'services', where).map((each) => check<RecordedService>(each, SERVICE, where));
  const moments = [...commands.map(({ end }) => end), ...timeline.map(({ t }) => t)];
  const lastSeconds = moments.reduce((last, seconds) => Math.max(last, seconds), 0);
  return {
    description: '',
    kubernetes: '',
    assume: {},
    events: [],
    ...run,
    name: typeof run.name === 'string' ? run.name : where,
    simulate: Array.isArray(run.simulate) ? run.simulate.map(String) : commands.map(({ command }) => command),
    observedSeconds: typeof run.observedSeconds === 'number' ? run.observedSeconds : lastSeconds,
    commands,
    timeline,
    ...(services !== undefined && { services }),
  } as RecordedRun;
}

const COMMAND = {
  command: 'string',
  start: 'number',
  end: 'number',
  exit: 'number',
  stdout: 'string',
  stderr: 'string',
};
const MOMENT = { t: 'number', event: 'string', pod: 'string' };
const SERVICE = { service: 'string', before: 'number', lowest: 'number', zeroSeconds: 'number' };

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`, where);
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(run: Fields, field: string, where: string): readonly unknown[] {
  const value = run[field];
  if (!Array.isArray(value)) throw wrong(`it has no list ${field}`, where);
  return value;
}

function check<Entry>(value: unknown, shape: Readonly<Record<string, string>>, where: string): Entry {
  const fields = fieldsOf(value);
  const bad = Object.keys(shape).find((field) => typeof fields[field] !== shape[field]);
  if (bad !== undefined) throw wrong(`an entry's ${bad} is no ${shape[bad]}`, where);
  return fields as Entry;
}

function wrong(problem: string, where: string): InputError {
  return new InputError(`not a recorded run: ${problem}`, {
    where,
    hint: 'Give the truth.json of a recorded run (or its folder), or a snapshot that was taken afterwards.',
  });
}
