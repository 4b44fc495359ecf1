import { SYMPTOM_WORDS, type Symptom, textTemplate } from '../decisions/index.ts';
import type { Draft } from './entries.ts';

/** A symptom as a line; undefined for what is no trouble. */
export function symptomDraft(symptom: Symptom, object: string, evidence: string): Draft | undefined {
  const { type, timeMs, container, count, detail } = symptom;
  if (type === 'ready') return undefined;
  const of = container === undefined ? '' : ` (${container})`;
  const more = type === 'restarted' || type === 'notReady' ? '' : `: ${detail}`;
  return {
    timeMs,
    type: 'symptom',
    symptom: type,
    object,
    summary: `${SYMPTOM_WORDS[type]}${of}${more}`,
    who: null,
    count,
    fold: `${type} ${container ?? ''} ${textTemplate(more)} ${setOf(object)}`,
    evidence,
  };
}

/** The part of a pod's name that it shares with others of its ReplicaSet. */
export function setOf(name: string): string {
  const dash = name.lastIndexOf('-');
  return dash < 0 ? name : name.slice(0, dash);
}
