import { changeWords, type ObjectRef, type Recording } from '../history/index.ts';
import { instant } from '../kubernetes/index.ts';
import type { ReasonEntry } from './documents.ts';
import { HIDDEN_WORDS } from './history-report.ts';

import { decisionsOf } from './object-decisions.ts';
import { isDecision, isHidden, isReasonField } from './reasons.ts';
import type { Step } from './steps.ts';
import { unseenWords } from './unseen-words.ts';
import { evidenceOf } from './value-history.ts';
import type { Who } from './who.ts';

/** A decided change of an object with who made it. */
export interface AuthoredChange {
  readonly timeMs: number;
  readonly time: string;
  readonly summary: string;
  readonly who: Who | null;
  readonly reasons: readonly ReasonEntry[];
  readonly evidence: readonly string[];
}

/** Reports of the status decide nothing, whatever they hold. */
function decidingWords(step: Step): string | undefined {
  return step.action?.subresource === 'status' ? undefined : unseenWords(step);
}

/** What was decided of an object after one time and up to another, oldest first. */
export function authoredChanges(
  recording: Recording,
  ref: ObjectRef,
  fromMs: number,
  toMs: number,
): AuthoredChange[] {
  const decisions = decisionsOf(recording, ref, toMs);
  return decisions.steps.flatMap((step, index) => {
    if (step.timeMs <= fromMs) return [];
    const { operation } = step.change;
    const fields = step.fields.filter(({ path }) => !isReasonField(path));
    const summary = isHidden(step)
      ? HIDDEN_WORDS
      : isDecision(step)
        ? changeWords(ref.kind, fields)
        : operation === 'DELETED'
          ? 'deleted'
          : operation === 'TOUCHED'
            ? decidingWords(step)
            : operation === 'ADDED' && step.before === undefined
              ? 'created'
              : undefined;
    if (summary === undefined) return [];
    return [
      {
        timeMs: step.timeMs,
        time: instant(step.timeMs),
        summary,
        who: decisions.whoMade(step, fields[0]?.path ?? '') ?? null,
        reasons: decisions.reasons.get(index) ?? [],
        evidence: evidenceOf(step),
      },
    ];
  });
}
