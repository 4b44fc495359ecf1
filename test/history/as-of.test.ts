import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObjectRef } from '../../src/history/index.ts';
import { at, historyOf, START_MS } from './support/history-of.ts';

/** One step of a made-up history: what happens to which object. */
interface Step {
  readonly name: string;
  readonly seconds: number;
  readonly value: number;
  readonly isDeletion: boolean;
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

const steps = fc
  .array(
    fc.record({
      name: fc.constantFrom(...NAMES),
      seconds: fc.integer({ min: 0, max: 5_000 }),
      value: fc.integer({ min: 0, max: 5 }),
      isDeletion: fc.boolean(),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((all) => all.toSorted((a, b) => a.seconds - b.seconds));

/** The watch events of the steps; whoever deletes what is not there does nothing. */
function watchOf(all: readonly Step[]): { readonly event: unknown; readonly step: Step }[] {
  const live = new Map<string, string>();
  let version = 100;
  return all.flatMap((step) => {
    version++;
    const uid = live.get(step.name) ?? `${step.name}-${version}`;
    const isThere = live.has(step.name);
    if (step.isDeletion && !isThere) return [];
    if (step.isDeletion) live.delete(step.name);
    else live.set(step.name, uid);
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: step.name,
        namespace: 'shop',
        uid,
        resourceVersion: `${version}`,
        creationTimestamp: at(0),
      },
      data: { value: `${step.value}`, padding: 'x'.repeat(50 * step.value) },
    };
    const type = step.isDeletion ? 'DELETED' : isThere ? 'MODIFIED' : 'ADDED';
    return [{ event: { time: at(step.seconds), type, object }, step }];
  });
}

function fold(events: ReturnType<typeof watchOf>, untilSeconds: number): Map<string, number> {
  const state = new Map<string, number>();
  for (const { step } of events) {
    if (step.seconds > untilSeconds) break;
    if (step.isDeletion) state.delete(step.name);
    else state.set(step.name, step.value);
  }
  return state;
}

describe('a read as of a time', () => {
  it('equals a fold of the log, with full states near and far', async () => {
    let readCount = 0;
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom(3, 20, 1_000),
        fc.array(fc.integer({ min: -10, max: 5_100 }), { minLength: 40, maxLength: 40 }),
        async (all, changesPerState, times) => {
          const events = watchOf(all);
          if (events.length === 0) return;
          const recording = await historyOf(
            { 'watch.ndjson': events.map(({ event }) => event) },
            { changesPerState },
          );
          for (const seconds of times) {
            readCount++;
            const expected = fold(events, seconds);
            const { objects } = recording.snapshotAt(START_MS + seconds * 1000);
            const found = (objects.get('ConfigMap') ?? []).map(
              ({ metadata, data }) => [metadata.name, Number((data as { value: string }).value)] as const,
            );
            expect(new Map(found)).toEqual(expected);
            const ref: ObjectRef = { kind: 'ConfigMap', namespace: 'shop', name: 'a' };
            const one = recording.objects.objectAt(ref, START_MS + seconds * 1000);
            expect((one?.data as { value: string } | undefined)?.value).toBe(expected.get('a')?.toString());
          }
          recording.close();
        },
      ),
      { numRuns: 30, seed: 9 },
    );
    expect(readCount).toBeGreaterThanOrEqual(1_000);
  });

  it('says the same whatever the order of lines and files, and however often they are there', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.infiniteStream(fc.nat()), async (all, numbers) => {
        const events = watchOf(all).map(({ event }) => event);
        if (events.length < 2) return;
        const shuffled = events
          .map((event) => ({ event, key: numbers.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event);
        const half = Math.floor(shuffled.length / 2);
        const plain = await historyOf({ 'w.ndjson': events });
        const mixed = await historyOf({
          '2.ndjson': shuffled.slice(half),
          '1.ndjson': shuffled.slice(0, half),
          '3.ndjson': shuffled,
        });
        expect(mixed.fact('digest')).toBe(plain.fact('digest'));
      }),
      { numRuns: 15, seed: 4 },
    );
  });
});
