import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors/index.ts';
import { openRecording, type Recording } from '../../src/history/index.ts';
import { parseYaml } from '../../src/kubernetes/index.ts';
import { decodePolicy, evaluatePolicy, type HealingReport, type SimulateAt } from '../../src/policy/index.ts';

const INCIDENT = 'test/incidents/incident-cache';
const CALM: SimulateAt = () => ({
  verdict: 'safe',
  evicted: 3,
  pending: 0,
  servicesAtZero: [],
  findings: [],
});

const policyOf = (spec: string) =>
  decodePolicy(
    parseYaml(
      `apiVersion: kubeskippy.io/v1alpha1\nkind: HealingPolicy\nmetadata: {name: heal, namespace: default}\n${spec}`,
      'p.yaml',
    )[0]!,
    'p.yaml',
  );

const base = (trigger: string, extra = '') => `
spec:
  mode: automatic
  selector: {namespaces: [default], resources: [{apiVersion: apps/v1, kind: Deployment, excludeNames: [gateway]}]}
  triggers: [{name: t, cooldownPeriod: 1m, ${trigger}}]
  actions:
    - {name: grow, type: scale, priority: 10, scaleAction: {direction: up, replicas: 2, maxReplicas: 6}}
    - {name: restart, type: restart, priority: 90}
${extra}`;
const EVENT = 'type: event, eventTrigger: {reason: OOMKilling, type: Warning, count: 2, window: 5m}';
const MEMORY =
  'type: metric, metricTrigger: {query: "max by (pod, namespace) (container_memory_working_set_bytes) / 1e6", threshold: 400, operator: ">", duration: 0s}';
const READY = 'type: condition, conditionTrigger: {type: Ready, status: "False", duration: 10s}';

function evaluate(recording: Recording, spec: string, simulateAt = CALM): HealingReport {
  // The operator would have gone on looking.
  const window = { fromMs: recording.span.fromMs, toMs: recording.span.toMs + 600_000 };
  return evaluatePolicy(policyOf(spec), recording, window, simulateAt);
}

describe('healing policies over a recording', () => {
  it('fire on events, act by priority, and hold back in the cooldown', async () => {
    const report = evaluate(await openRecording([INCIDENT]), base(EVENT));
    expect(report.triggers[0]?.firings).toHaveLength(1);
    expect(report.triggers[0]?.firings[0]?.reason).toBe('2 OOMKilling events within 5 min');
    const [first] = report.evaluations;
    expect(
      first?.actions.map(({ action, target, outcome, command }) => [action, target, outcome, command]),
    ).toEqual([
      ['restart', 'Deployment/default/api', 'acts', 'kubectl rollout restart deployment/api -n default'],
      // Five replicas by then, and six at most.
      ['grow', 'Deployment/default/api', 'acts', 'kubectl scale deployment/api -n default --replicas=6'],
    ]);
    expect(first?.actions[0]).toMatchObject({
      score: 85,
      reasons: [expect.stringContaining('what set the trigger off'), expect.any(String)],
    });
    expect(first?.actions[0]?.alternatives.map(({ action }) => action)).toEqual(['grow', 'nothing']);
  });

  it('fire on metrics of the recording, and say when it has none', async () => {
    const recording = await openRecording([INCIDENT]);
    const { triggers } = evaluate(recording, base(MEMORY));
    expect(
      triggers[0]?.firings
        .flatMap(({ subjects }) => subjects)
        .every((each) => each.startsWith('Pod/default/api-')),
    ).toBe(true);
    expect(triggers[0]?.firings.length).toBeGreaterThan(0);
    const other = evaluate(
      recording,
      base(MEMORY.replace('container_memory_working_set_bytes', 'queue_length')),
    );
    expect(other.triggers[0]).toMatchObject({
      firings: [],
      problem: 'the recording has no metric queue_length',
    });
  });

  it('fire on conditions that last', async () => {
    const pods = base(READY).replace(
      '[{apiVersion: apps/v1, kind: Deployment, excludeNames: [gateway]}]',
      '[{apiVersion: v1, kind: Pod}], labelSelector: {matchLabels: {app: api}}',
    );
    const { triggers } = evaluate(await openRecording([INCIDENT]), pods);
    expect(
      triggers[0]?.firings.some(({ reason }) => /Pod\/default\/api-.* has Ready=False for 10 s/.test(reason)),
    ).toBe(true);
  });

  it.each<[string, string, string]>([
    ['mode monitor', 'mode: monitor', 'mode monitor acts on nothing'],
    [
      'protected resources',
      'safetyRules: {protectedResources: [{apiVersion: apps/v1, kind: Deployment}]}',
      'safetyRules.protectedResources names Deployment',
    ],
  ])('%s holds everything back', async (_name, rule, why) => {
    const spec = rule.startsWith('mode')
      ? base(EVENT).replace('mode: automatic', rule)
      : base(EVENT, `  ${rule}\n`);
    const { evaluations, summary } = evaluate(await openRecording([INCIDENT]), spec);
    expect(evaluations[0]?.actions.every((each) => each.outcome === 'heldBack' && each.why === why)).toBe(
      true,
    );
    expect(summary.acted).toBe(0);
  });

  it('the limit an hour ends it, and what the simulation says costs points', async () => {
    const harmful: SimulateAt = () => ({
      verdict: 'risky',
      evicted: 3,
      pending: 2,
      servicesAtZero: ['default/api'],
      findings: [],
    });
    const spec = base(
      EVENT.replace('count: 2', 'count: 1'),
      '  safetyRules: {maxActionsPerHour: 2}\n',
    ).replace('cooldownPeriod: 1m', 'cooldownPeriod: 1s');
    const { evaluations } = evaluate(await openRecording([INCIDENT]), spec, harmful);
    expect(evaluations[0]?.actions[0]).toMatchObject({ score: 20 });
    expect(evaluations.map(({ heldBack }) => heldBack)).toContain(
      'safetyRules.maxActionsPerHour: 2 of 2 were taken',
    );
  });

  it.each<[string, string, RegExp]>([
    ['another kind', 'spec: {}', /spec\.selector/],
    ['an operator that there is not', base(MEMORY.replace('">"', '"~"')), /operator/],
    ['a duration that is none', base(EVENT.replace('5m', 'soon')), /window/],
    ['a trigger without its part', base('type: condition'), /lacks its conditionTrigger/],
  ])('%s is refused', (_name, spec, message) => {
    expect(() => policyOf(spec)).toThrow(InputError);
    expect(() => policyOf(spec)).toThrow(message);
  });
});
