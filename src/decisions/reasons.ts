import type { Decision } from '../history/index.ts';
import { instant, isObject, type KubeObject } from '../kubernetes/index.ts';
import { byTelling, CHANGE_CAUSE_KEY, isReasonKey } from './annotation-keys.ts';
import type { ReasonEntry } from './documents.ts';
import { spanWords } from './span-words.ts';
import type { Step } from './steps.ts';

/** A decision without a name in it counts for a change of its object that is no further away than this. */
const NEAR_MS = 3_600_000;
/** Who gives the reason first changes the object within this time. */
const SOON_MS = 900_000;
/** Who gives the reason later does it within this time. */
const LONG_MS = 86_400_000;
const LINK = /https?:\/\/[^\s"'<>)\]]+/g;
/** In `commit 4f2a91c`, and in a link to one. */
const COMMIT = /(?:\bcommits?[ /])([0-9a-f]{7,40})\b/;
const HEXADECIMAL = /\b[0-9a-f]{7,40}\b/g;

/**
 * What people gave as the reason of each decided change of an object, by the change's place among the steps: annotations
 * that were set with it or after it, commits that its new state names, and notes that were left about it. A reason that
 * stood there before the change is no reason of it.
 */
export function reasonsOf(
  steps: readonly Step[],
  decisions: readonly Decision[],
): ReadonlyMap<number, readonly ReasonEntry[]> {
  const reasons = new Map<number, ReasonEntry[]>();
  const add = (index: number, reason: ReasonEntry) => {
    const known = reasons.get(index) ?? [];
    if (!known.some(({ text, origin }) => text === reason.text && origin === reason.origin))
      reasons.set(index, [...known, reason]);
  };
  addAnnotations(steps, add);
  for (const decision of decisions) {
    const found = stepOf(steps, decision);
    if (found) add(found.index, fromDecision(decision, found.relation));
  }
  return reasons;
}

function addAnnotations(steps: readonly Step[], add: (index: number, reason: ReasonEntry) => void): void {
  const templates = new Map<string, string>();
  steps.forEach((step, index) => {
    for (const { key, value } of newReasons(step)) {
      const template = canonicalTemplate(step.after);
      const isBack = key === CHANGE_CAUSE_KEY && isDecision(step) && templates.get(value) === template;
      if (!templates.has(value)) templates.set(value, template);
      const found = decisionNear(steps, index);
      if (!found) continue;
      add(found.index, {
        text: value,
        origin: isBack ? `${key} of the revision that came back` : `annotation ${key}${found.relation}`,
        links: linksIn(value),
        time: instant(step.timeMs),
        evidence: step.change.evidence,
      });
    }
  });
}

/** Reasons that a step says anew. */
export function newReasons(step: Step): { readonly key: string; readonly value: string }[] {
  return Object.keys(step.after?.metadata.annotations ?? {})
    .filter((key) => isReasonKey(key))
    .sort(byTelling)
    .flatMap((key) => {
      const value = annotationOf(step.after, key);
      return value === undefined || value === annotationOf(step.before, key) ? [] : [{ key, value }];
    });
}

/**
 * The decision that annotations of a step give the reason of: its own, one that follows soon (who annotates first and
 * changes then), or the last one before it. Nothing decided long before is meant.
 */
export function decisionNear(
  steps: readonly Step[],
  index: number,
): { readonly index: number; readonly relation: string } | undefined {
  const step = steps[index]!;
  if (isDecision(step) || isFirstSight(step)) return { index, relation: '' };
  const next = steps.findIndex((each, place) => place > index && isDecision(each));
  const nextMs = next < 0 ? Number.POSITIVE_INFINITY : steps[next]!.timeMs - step.timeMs;
  const last = steps.findLastIndex(
    (each, place) => place < index && (isDecision(each) || isFirstSight(each)),
  );
  const lastMs = last < 0 ? Number.POSITIVE_INFINITY : step.timeMs - steps[last]!.timeMs;
  if (nextMs <= SOON_MS && nextMs <= lastMs) {
    return { index: next, relation: nextMs < 5_000 ? '' : `, set ${spanWords(nextMs)} before` };
  }
  if (lastMs > LONG_MS) return undefined;
  return { index: last, relation: lastMs < 5_000 ? '' : `, set ${spanWords(lastMs)} later` };
}

function isFirstSight({ before, after }: Step): boolean {
  return before === undefined && after !== undefined;
}

function canonicalTemplate(object: KubeObject | undefined): string {
  const spec = isObject(object?.spec) ? object.spec : {};
  return JSON.stringify(spec.template ?? null);
}

/** Whether a change decides anything beside saying why. */
export function isDecision(step: Step): boolean {
  return isHidden(step) || step.fields.some((field) => !isReasonField(field.path));
}

/** A write of a Secret: its values are not kept, so that no difference shows. */
export function isHidden({ change, before, after, fields }: Step): boolean {
  const isWrite = change.ref.kind === 'Secret' && change.operation === 'MODIFIED';
  return isWrite && before !== undefined && after !== undefined && fields.length === 0;
}

/** Whether a field only says why. */
export function isReasonField(path: string): boolean {
  const prefix = 'metadata.annotations.';
  return path.startsWith(prefix) && isReasonKey(path.slice(prefix.length));
}

/** Links in a text, in its order. */
export function linksIn(text: string): string[] {
  return [...new Set(text.match(LINK) ?? [])].map((link) => link.replace(/[.,;:]+$/, ''));
}

function annotationOf(object: KubeObject | undefined, key: string): string | undefined {
  const value: unknown = object?.metadata.annotations?.[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The change that a decision belongs to: the one whose new state names the commit, else the nearest. */
function stepOf(
  steps: readonly Step[],
  decision: Decision,
): { readonly index: number; readonly relation: string } | undefined {
  const commit = COMMIT.exec(decision.origin)?.[1];
  if (commit !== undefined) {
    const index = steps.findIndex((step) => isDecision(step) && namesCommit(step, commit));
    if (index >= 0) return { index, relation: 'named by the new state' };
  }
  if (!decision.ref) return undefined;
  let best: { readonly index: number; readonly distanceMs: number } | undefined;
  steps.forEach((step, index) => {
    if (!isDecision(step)) return;
    const distanceMs = Math.abs(step.timeMs - decision.timeMs);
    if (distanceMs <= NEAR_MS && (!best || distanceMs < best.distanceMs)) best = { index, distanceMs };
  });
  if (!best) return undefined;
  const isLater = decision.timeMs >= steps[best.index]!.timeMs;
  return { index: best.index, relation: `${spanWords(best.distanceMs)} ${isLater ? 'after' : 'before'} it` };
}

function namesCommit(step: Step, commit: string): boolean {
  return step.fields.some(({ after }) => {
    const words =
      (typeof after === 'string' ? after : (JSON.stringify(after) ?? '')).match(HEXADECIMAL) ?? [];
    return words.some((word) => commit.startsWith(word) || word.startsWith(commit));
  });
}

function fromDecision({ text, origin, timeMs, author, evidence }: Decision, relation: string): ReasonEntry {
  return {
    text,
    origin: `${origin}${author === '' ? '' : ` by ${author}`}, ${relation}`,
    links: linksIn(`${text} ${origin}`),
    time: instant(timeMs),
    evidence,
  };
}
