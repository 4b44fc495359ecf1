import { SYMPTOM_WORDS, type Symptom, type SymptomType, textTemplate } from '../decisions/index.ts';
import type { Draft } from './entries.ts';

/** Ends of containers: one with another reason or exit code is another thing. */
const ENDS: ReadonlySet<SymptomType> = new Set(['oomKilled', 'failed']);

/** A symptom as a line; undefined for what is no trouble. */
export function symptomDraft(symptom: Symptom, object: string, evidence: string): Draft | undefined {
  const { type, timeMs, container, count, detail } = symptom;
  if (type === 'ready') return undefined;
  const of = container === undefined ? '' : ` (${container})`;
  const more = type === 'restarted' || type === 'notReady' ? '' : `: ${detail}`;
  const said = ENDS.has(type) ? more : textTemplate(more);
  return {
    timeMs,
    type: 'symptom',
    symptom: type,
    object,
    summary: `${SYMPTOM_WORDS[type]}${of}${more}`,
    who: null,
    count,
    fold: `${type} ${container ?? ''} ${said} ${setOf(object)}`,
    evidence,
  };
}

/** The part of a pod's name that it shares with others of its ReplicaSet. */
export function setOf(name: string): string {
  const dash = name.lastIndexOf('-');
  return dash < 0 ? name : name.slice(0, dash);
}
