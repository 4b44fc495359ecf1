import { InputError } from '../../errors/index.ts';
import { groupKindOf, isObject, type KubeObject, objectKey } from '../../kubernetes/index.ts';
import { decodeObject } from '../intake/decode-object.ts';
import type { TextFormat } from './format.ts';
import { decodeMessagePack, MessagePackError } from './message-pack.ts';

/** The version that is read; traces of version 1 are arrays and open only in SimKube 1. */
const VERSION = 2;
/** The key `version` as MessagePack writes it. */
const VERSION_KEY = Buffer.from('\xa7version', 'latin1');

/**
 * A trace of SimKube: workloads as they were applied and deleted, of which the last state counts. It has no nodes.
 *
 * @source acrlabs/simkube sk-store/src/trace.rs → ExportedTrace (2.6.0)
 */
export const simkubeTrace: TextFormat = {
  name: 'SimKube trace',
  recognises: (head) =>
    ((head[0]! >= 0x82 && head[0]! <= 0x8f) || head[0] === 0xde) && Buffer.from(head).includes(VERSION_KEY),
  async read(text, intake) {
    const trace = decode(await intake.bytes(text.open(), text.name), text.name);
    const state = new Map<string, KubeObject>();
    let newestSeconds = Number.NaN;
    for (const event of trace) {
      if (!isObject(event)) throw damaged(text.name);
      if (typeof event.ts === 'number') newestSeconds = event.ts;
      for (const [field, isApplied] of [
        ['applied_objs', true],
        ['deleted_objs', false],
      ] as const) {
        const objects = event[field] ?? [];
        if (!Array.isArray(objects)) throw damaged(text.name);
        objects.forEach((value: unknown, index) => {
          const object = decodeObject(value, undefined, { file: `${text.name}, ${field}`, text: 0, index });
          const { namespace, name } = object.metadata;
          const key = `${groupKindOf(object.apiVersion!, object.kind!)} ${objectKey(namespace, name!)}`;
          if (isApplied) state.set(key, object);
          else state.delete(key);
        });
      }
    }
    const { builder } = intake;
    for (const object of state.values()) builder.add(object);
    if (!Number.isNaN(newestSeconds)) builder.facts.takenAt(newestSeconds * 1000);
    builder.ledger.refused('Node', 'never asked: a SimKube trace has no nodes');
    builder.ledger.sayOtherwise('not traced: a SimKube trace holds the kinds that its configuration names');
    return undefined;
  },
};

function decode(bytes: Buffer, file: string): readonly unknown[] {
  try {
    const value = decodeMessagePack(bytes);
    if (!isObject(value) || !Array.isArray(value.events)) throw damaged(file);
    if (value.version !== VERSION) {
      throw new InputError(`the trace is of version ${String(value.version)}; version ${VERSION} is read`, {
        where: file,
        hint: 'export it anew with SimKube 2',
      });
    }
    return value.events;
  } catch (error) {
    if (!(error instanceof MessagePackError)) throw error;
    throw new InputError(`the MessagePack cannot be read: ${error.message}`, {
      where: `${file}, byte ${error.offset}`,
    });
  }
}

function damaged(file: string): InputError {
  return new InputError('this is no SimKube trace: it has no list of events', { where: file });
}
