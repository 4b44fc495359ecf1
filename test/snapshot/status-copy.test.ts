import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PodSpec, PodStatus } from '../../src/kubernetes/index.ts';
import { canonicalJson } from '../../src/snapshot/canonical-json.ts';
import { withoutNulls } from '../../src/snapshot/intake/decode-object.ts';
import { notableStatus } from '../../src/snapshot/notable-status.ts';
import { StatusCopy } from '../../src/snapshot/pod-patterns/status-copy.ts';

const spec = { containers: [{ name: 'main', resources: { requests: { cpu: '1' } } }] } as unknown as PodSpec;
/** Mostly what can be copied. */
const word = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'main', '', 'back-off 5m0s ]}{['), weight: 60 },
  { arbitrary: fc.constantFrom('é', 'with "quotes"'), weight: 1 },
);
const number = fc.oneof(
  { arbitrary: fc.constantFrom(0, 1, 137, -5), weight: 60 },
  { arbitrary: fc.constantFrom(1.5, 1e21), weight: 1 },
);
const time = fc.constantFrom('2026-01-02T03:04:05Z', null);
const terminated = fc.record(
  { containerID: word, exitCode: number, finishedAt: time, reason: word },
  { requiredKeys: [] },
);
const state = fc.record(
  {
    running: fc.record({ startedAt: time }),
    terminated: fc.option(terminated),
    waiting: fc.record({ message: word }),
  },
  { requiredKeys: [] },
);
/** Containers that have the resources of their spec, or do not say which. */
const container = fc.record(
  {
    allocatedResources: fc.constant({ cpu: '1' }),
    containerID: word,
    image: word,
    lastState: fc.option(state),
    name: fc.constant('main'),
    ready: fc.option(fc.boolean()),
    resources: fc.constant({ requests: { cpu: '1' } }),
    restartCount: number,
    started: fc.boolean(),
    state: fc.option(state),
    user: fc.constant({ linux: { gid: 0, supplementalGroups: [0, 1], text: 'a]}\\"{' } }),
  },
  { requiredKeys: ['name', 'restartCount'] },
);
const status = fc.record(
  {
    conditions: fc.array(
      fc.record({ lastProbeTime: fc.constant(null), message: word, status: word, type: word }),
      { maxLength: 3 },
    ),
    containerStatuses: fc.array(container, { maxLength: 3 }),
    ephemeralContainerStatuses: fc.array(container, { maxLength: 1 }),
    hostIP: word,
    hostIPs: fc.array(fc.record({ ip: word })),
    initContainerStatuses: fc.option(fc.array(container, { maxLength: 2 })),
    list: fc.array(fc.constantFrom(null, true, false, 3, [], {})),
    nominatedNodeName: word,
    phase: fc.constantFrom('Pending', 'Failed'),
    podIPs: fc.array(fc.record({ ip: word })),
    qosClass: fc.option(word),
  },
  { requiredKeys: ['phase'] },
);

function plain(text: string): string {
  return canonicalJson(notableStatus(withoutNulls(JSON.parse(text)) as PodStatus, spec));
}

/** What is copied of a text that stands among others; undefined when it is left to the plain way. */
function copied(text: string, copy = new StatusCopy()): string | undefined {
  const bytes = Buffer.from(`"é",${text},"é"`);
  const start = Buffer.byteLength('"é",');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!copy.copy(bytes, view, start, start + Buffer.byteLength(text))) return undefined;
  return copy.text.bytes.toString('utf8', 0, copy.text.length);
}

describe('a status that is copied', () => {
  it('says what the plain way keeps of it', () => {
    const copy = new StatusCopy();
    let copies = 0;
    fc.assert(
      fc.property(status, fc.constantFrom(undefined, 1, 4), fc.boolean(), (value, space, isOrdered) => {
        const ordered = isOrdered ? JSON.parse(canonicalJson(value)) : value;
        const text = JSON.stringify(ordered, undefined, space);
        const got = copied(text, copy);
        if (got === undefined) return;
        copies++;
        expect(got).toBe(plain(text));
      }),
      { numRuns: 2_000 },
    );
    expect(copies).toBeGreaterThan(400);
  });

  it.each([
    ['ends with a member that is left out', '{"a":1,"podIP":"10.0.0.1"}', '{"a":1}'],
    ['begins with one', '{"hostIP":"10.0.0.1","phase":"Failed"}', '{"phase":"Failed"}'],
    ['is empty', '{}', '{}'],
    [
      'has a last state of nulls',
      '{"containerStatuses":[{"lastState":{"running":null},"name":"main","restartCount":1}],"phase":"Failed"}',
      '{"containerStatuses":[{"name":"main","restartCount":1}],"phase":"Failed"}',
    ],
    ['has nulls in a list', '{"list":[null, 1]}', '{"list":[null,1]}'],
  ])('that %s', (_what, text, expected) => {
    expect(copied(text)).toBe(expected);
  });

  it.each([
    ['keys in another order', '{"phase":"Failed","conditions":[]}'],
    ['a key twice', '{"phase":"Failed","phase":"Pending"}'],
    ['an escape', '{"message":"a\\nb"}'],
    ['letters beyond ASCII', '{"message":"é"}'],
    ['a number with other spellings', '{"number":1.50}'],
    ['zero with a sign', '{"number":-0}'],
    ['resources of an init container', '{"initContainerStatuses":[{"name":"i","resources":{}}]}'],
  ])('is left to the plain way with %s', (_what, text) => {
    expect(copied(text)).toBeUndefined();
  });
});
