import type { Recording, Span } from '../../history/index.ts';
import { isoTime, type KubeObject } from '../../kubernetes/index.ts';
import { API_VERSION } from '../../snapshot/index.ts';
import { actionCommand } from './action-command.ts';
import type { ActionTemplate, HealingPolicy, Trigger } from './healing-policy.ts';
import type {
  EvaluationEntry,
  HealingActionEntry,
  HealingReport,
  SimulatedOutcome,
  TriggerEntry,
} from './healing-report.ts';
import { PolicyTargets } from './policy-targets.ts';
import { scoreAction } from './score-action.ts';
import { EVALUATION_MS, type Firing, type TriggerTimes, triggerTimes } from './trigger-times.ts';

/** Runs a command on the cluster as it was at a time; undefined when it cannot be simulated. */
export type SimulateAt = (timeMs: number, command: string) => SimulatedOutcome | undefined;

const HOUR_MS = 3_600_000;
/** At most so many actions come of one look at a policy. */
const ACTIONS_PER_EVALUATION = 5;
/** Simulations of one report. */
const SIMULATIONS_MAX = 40;

interface Done {
  readonly timeMs: number;
  readonly action: string;
  readonly target: string;
}

/**
 * What a policy would have done over a stretch of a recording, had it been there: the recording goes on as it did, so
 * later evaluations see the world that no action changed.
 */
export function evaluatePolicy(
  policy: HealingPolicy,
  recording: Recording,
  window: Span,
  simulateAt: SimulateAt,
): HealingReport {
  return new Evaluation(policy, recording, window, simulateAt).report();
}

class Evaluation {
  readonly #policy: HealingPolicy;
  readonly #recording: Recording;
  readonly #window: Span;
  readonly #simulateAt: SimulateAt;
  readonly #targets: PolicyTargets;
  readonly #times: ReadonlyMap<Trigger, TriggerTimes>;
  readonly #done: Done[] = [];
  #simulatedCount = 0;

  constructor(policy: HealingPolicy, recording: Recording, window: Span, simulateAt: SimulateAt) {
    this.#policy = policy;
    this.#recording = recording;
    this.#window = window;
    this.#simulateAt = simulateAt;
    this.#targets = new PolicyTargets(policy, recording);
    this.#times = new Map(
      policy.triggers.map((trigger) => [trigger, triggerTimes(trigger, recording, this.#targets, window)]),
    );
  }

  report(): HealingReport {
    const evaluations: EvaluationEntry[] = [];
    for (let timeMs = this.#window.fromMs; timeMs <= this.#window.toMs; timeMs += EVALUATION_MS) {
      for (const entry of this.#evaluateAt(timeMs)) append(evaluations, entry);
    }
    const actions = evaluations.flatMap((each) => each.actions);
    const acted = actions.filter(({ outcome }) => outcome !== 'heldBack').length;
    return {
      apiVersion: API_VERSION,
      kind: 'HealingReport',
      policy: this.#policy.name,
      mode: this.#policy.mode,
      window: { from: isoTime(this.#window.fromMs), to: isoTime(this.#window.toMs) },
      triggers: this.#policy.triggers.map((trigger) => triggerEntry(trigger, this.#times.get(trigger)!)),
      evaluations,
      summary: {
        acted,
        heldBack:
          actions.length - acted + evaluations.filter(({ heldBack }) => heldBack !== undefined).length,
        simulated: this.#simulatedCount,
      },
    };
  }

  #evaluateAt(timeMs: number): EvaluationEntry[] {
    const entries: EvaluationEntry[] = [];
    const lastMs = this.#done.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;
    for (const trigger of this.#policy.triggers) {
      const times = this.#times.get(trigger)!;
      const firing =
        'firings' in times
          ? times.firings.find(({ fromMs, toMs }) => fromMs <= timeMs && timeMs <= toMs)
          : undefined;
      if (!firing) continue;
      const time = isoTime(timeMs);
      const entry = { from: time, to: time, trigger: trigger.name, reason: firing.reason };
      const heldBack = this.#heldBack(trigger, timeMs, lastMs);
      entries.push(
        heldBack === undefined
          ? { ...entry, ...this.#actions(firing, timeMs) }
          : { ...entry, heldBack, actions: [] },
      );
    }
    return entries;
  }

  /** What keeps the operator from looking for actions at all. */
  #heldBack(trigger: Trigger, timeMs: number, lastMs: number): string | undefined {
    const { maxActionsPerHour } = this.#policy.safety;
    const recent = this.#done.filter((each) => timeMs - each.timeMs < HOUR_MS).length;
    if (recent >= maxActionsPerHour)
      return `safetyRules.maxActionsPerHour: ${recent} of ${maxActionsPerHour} were taken`;
    if (timeMs - lastMs < trigger.cooldownMs)
      return `cooldownPeriod: the last action was less than ${trigger.cooldownMs / 1000} s before`;
    return undefined;
  }

  #actions(firing: Firing, timeMs: number): Pick<EvaluationEntry, 'actions' | 'heldBack'> {
    const targets = this.#targets.at(timeMs);
    if (targets.length === 0) return { heldBack: 'the selector matches no object', actions: [] };
    const byPriority = this.#policy.actions.toSorted((a, b) => b.priority - a.priority);
    const considered = byPriority.flatMap((template) => targets.map((target) => ({ template, target })));
    const actions = considered
      .slice(0, ACTIONS_PER_EVALUATION)
      .map(({ template, target }) => this.#consider(template, target, firing, timeMs));
    return { actions };
  }

  #consider(
    template: ActionTemplate,
    target: KubeObject,
    firing: Firing,
    timeMs: number,
  ): HealingActionEntry {
    const key = this.#targets.keyOf(target);
    const judged = this.#judge(template, target, firing, timeMs);
    const { outcome, why } = this.#outcome(template, target);
    const alternatives = this.#policy.actions
      .filter((other) => other !== template)
      .map((other) => ({ action: other.name, ...this.#judge(other, target, firing, timeMs) }))
      .map(({ action, score, reasons, problem }) => ({ action, score, why: problem ?? reasons.join('; ') }));
    if (outcome === 'acts') this.#done.push({ timeMs, action: template.name, target: key });
    return {
      action: template.name,
      type: template.action.type,
      target: key,
      outcome: judged.problem === undefined ? outcome : 'heldBack',
      ...(judged.problem === undefined ? (why === undefined ? {} : { why }) : { why: judged.problem }),
      ...(judged.command === undefined ? {} : { command: judged.command }),
      ...(judged.simulated === undefined ? {} : { simulated: judged.simulated }),
      score: judged.score,
      reasons: judged.reasons,
      alternatives: [...alternatives, { action: 'nothing', score: 50, why: endOf(firing) }],
    };
  }

  #outcome(
    template: ActionTemplate,
    target: KubeObject,
  ): { outcome: HealingActionEntry['outcome']; why?: string } {
    const protection = this.#targets.protection(target);
    if (protection !== undefined) return { outcome: 'heldBack', why: protection };
    const { mode } = this.#policy;
    if (mode === 'monitor') return { outcome: 'heldBack', why: 'mode monitor acts on nothing' };
    if (mode === 'dryrun') return { outcome: 'dryRun' };
    if (mode === 'manual' || template.requiresApproval) return { outcome: 'waitsForApproval' };
    return { outcome: 'acts' };
  }

  #judge(template: ActionTemplate, target: KubeObject, firing: Firing, timeMs: number) {
    const wanted = actionCommand(template, target);
    const key = this.#targets.keyOf(target);
    if ('problem' in wanted)
      return { problem: wanted.problem, command: undefined, simulated: undefined, score: 0, reasons: [] };
    const simulated =
      this.#simulatedCount < SIMULATIONS_MAX ? this.#simulateAt(timeMs, wanted.command) : undefined;
    if (simulated) this.#simulatedCount++;
    const triedBefore = this.#done.filter(
      (each) =>
        each.action === template.name &&
        each.target === key &&
        each.timeMs < timeMs &&
        timeMs - each.timeMs < HOUR_MS,
    ).length;
    const removesWorkload = template.action.type === 'delete' && target.kind !== 'Pod';
    const isAboutSubject =
      firing.subjects.length === 0 ? undefined : this.#concerns(target, firing.subjects, timeMs);
    return {
      problem: undefined,
      command: wanted.command,
      simulated,
      ...scoreAction({ isAboutSubject, removesWorkload, simulated, triedBefore }),
    };
  }

  /** Whether the target is one of the subjects, or owns one. */
  #concerns(target: KubeObject, subjects: readonly string[], timeMs: number): boolean {
    if (subjects.includes(this.#targets.keyOf(target))) return true;
    const owners = new Set([target.metadata.uid]);
    const owned = (kind: string) =>
      this.#recording.objects.refs({ kind, namespace: target.metadata.namespace ?? '' }).flatMap((ref) => {
        const object = this.#recording.objects.objectAt(ref, timeMs);
        const isOwned = object?.metadata.ownerReferences?.some(({ uid }) => owners.has(uid));
        return object && isOwned ? [object] : [];
      });
    for (const { metadata } of owned('ReplicaSet.apps')) owners.add(metadata.uid);
    return owned('Pod').some((pod) => subjects.includes(this.#targets.keyOf(pod)));
  }
}

function endOf({ toMs, fromMs }: Firing): string {
  return `in the recording the condition ended ${Math.round((toMs - fromMs) / 1000)} s later`;
}

function triggerEntry({ name, type }: Trigger, times: TriggerTimes): TriggerEntry {
  if ('problem' in times) return { name, type, firings: [], problem: times.problem };
  return {
    name,
    type,
    firings: times.firings.map(({ fromMs, toMs, reason, subjects }) => ({
      from: isoTime(fromMs),
      to: isoTime(toMs),
      reason,
      subjects,
    })),
  };
}

/** Looks that are held back for the same reason stand as one. */
function append(entries: EvaluationEntry[], entry: EvaluationEntry): void {
  const at = entries.findLastIndex(({ trigger }) => trigger === entry.trigger);
  const last = entries[at];
  const isSame =
    last !== undefined &&
    last.actions.length === 0 &&
    entry.actions.length === 0 &&
    last.heldBack === entry.heldBack;
  if (isSame) entries[at] = { ...last, to: entry.to };
  else entries.push(entry);
}
