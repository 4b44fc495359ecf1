import { instant, isEqual, type KubeObject } from '../kubernetes/index.ts';
import type { ReasonEntry, ValueEntry } from './documents.ts';
import { valueAt } from './field-path.ts';

import type { Step } from './steps.ts';
import { valueWords } from './value-words.ts';
import type { Who } from './who.ts';

/** One value of a field with the places of the changes that brought and ended it. */
export interface ValueSpan {
  readonly value: unknown;
  /** Whether the object was there; without it the field had no value either. */
  readonly exists: boolean;
  /** Undefined: it was so when the recording begins. */
  readonly fromMs: number | undefined;
  /** Undefined: it still is so at the end. */
  readonly toMs: number | undefined;
  /** The place among the steps of the change that brought it. */
  readonly stepIndex: number;
  /** Whether that change is known to have brought it, and not only showed it. */
  readonly isBegun: boolean;
}

/** A watch and the API server's clock may differ by this much. */
const CLOCK_MS = 2_000;

/** Every value that a field had, oldest first; equal neighbours are one. */
export function spansOf(steps: readonly Step[], path: string): ValueSpan[] {
  const spans: ValueSpan[] = [];
  steps.forEach((step, stepIndex) => {
    const exists = step.after !== undefined;
    if (!exists && step.change.operation !== 'DELETED') return;
    const value = valueAt(step.after, path);
    const last = spans.at(-1);
    if (last && last.exists === exists && isEqual(last.value, value)) return;
    const fromMs = last ? step.timeMs : firstKnownMs(step, path);
    if (last) spans[spans.length - 1] = { ...last, toMs: step.timeMs };
    spans.push({
      value,
      exists,
      fromMs,
      toMs: undefined,
      stepIndex,
      isBegun: last !== undefined || isCreation(step),
    });
  });
  return spans;
}

function isCreation({ change, after }: Step): boolean {
  if (change.operation !== 'ADDED') return false;
  const createdMs = createdAt(after);
  return createdMs === undefined || change.timeMs - createdMs <= CLOCK_MS;
}

/** Since when the first known value is known to hold: since the object was made, or since a time that nobody knows. */
function firstKnownMs(step: Step, path: string): number | undefined {
  if (isCreation(step)) return step.timeMs;
  const isFirstGeneration = step.after?.metadata.generation === 1 && path.startsWith('spec.');
  return isFirstGeneration ? createdAt(step.after) : undefined;
}

function createdAt(object: KubeObject | undefined): number | undefined {
  const timeMs = Date.parse(String(object?.metadata.creationTimestamp));
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** What a value entry needs to know of the changes. */
export interface SpanContext {
  readonly steps: readonly Step[];
  readonly reasons: ReadonlyMap<number, readonly ReasonEntry[]>;
  readonly endMs: number;
  readonly whoMade: (step: Step, path: string) => Who | undefined;
}

/** A value as documents tell it. */
export function valueEntry(span: ValueSpan, path: string, context: SpanContext): ValueEntry {
  const { value, exists, fromMs, toMs, stepIndex, isBegun } = span;
  const step = context.steps[stepIndex]!;
  return {
    value: value ?? null,
    words: exists ? valueWords(value) : '(object deleted)',
    from: fromMs === undefined ? null : instant(fromMs),
    to: toMs === undefined ? null : instant(toMs),
    heldSeconds: fromMs === undefined ? null : ((toMs ?? context.endMs) - fromMs) / 1000,
    who: isBegun ? (context.whoMade(step, path) ?? null) : null,
    reasons: context.reasons.get(stepIndex) ?? [],
    evidence: evidenceOf(step),
  };
}

/** Where a change stands, and the request that made it. */
export function evidenceOf({ change, action }: Step): string[] {
  return [...new Set([...(action ? [action.evidence] : []), change.evidence])];
}
