import type { Recording } from '../history/index.ts';
import { instant, isObject } from '../kubernetes/index.ts';

import type { ObjectDecisions } from './object-decisions.ts';
import { isDecision } from './reasons.ts';

/** What a recording does not tell of the decisions about an object, one sentence each. */
export function unknownOf(recording: Recording, { steps, key, ref }: ObjectDecisions): string[] {
  const sentences: string[] = [];
  const [first] = steps;
  if (!first) return [`${key} is not in the recording`];
  const createdMs = Date.parse(String(first.after?.metadata.creationTimestamp));
  if (first.before === undefined && createdMs < first.timeMs - 2_000) {
    const generation = first.after?.metadata.generation;
    const earlier =
      typeof generation === 'number' && generation > 1
        ? `: its generation was ${generation} by then, so its spec had been changed before`
        : isObject(first.after?.spec)
          ? ''
          : ': whether it was changed before is not known';
    sentences.push(
      `${key} was made ${instant(createdMs)}; the recording knows it from ${instant(first.timeMs)} on${earlier}`,
    );
  }
  const nameless = steps.filter((step) => isDecision(step) && !step.action).length;
  if (nameless > 0) {
    const audit = recording.actions.actions({ ref }).length > 0;
    sentences.push(
      `${nameless} of its changes ${nameless === 1 ? 'has' : 'have'} no request in the recording: by whom is not known${audit ? '' : ' (no audit log speaks of this object)'}`,
    );
  }
  const touched = steps.filter(({ change }) => change.operation === 'TOUCHED').length;
  if (touched > 0)
    sentences.push(
      `${touched} requests changed it whose content was not recorded, or not what they were applied to (audit level Metadata or Request): values in between may be missing`,
    );
  for (const { fromMs, toMs, what } of recording.gaps())
    sentences.push(`from ${instant(fromMs)} to ${instant(toMs)}: ${what}`);
  return sentences;
}
