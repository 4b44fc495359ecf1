import type { Diagnosis } from './plugin.ts';

/** What the message tells of a search. */
type FailedNodes = Pick<Diagnosis, 'verdicts' | 'absentStatus' | 'preFilterMessage'>;

/**
 * The message of a pod that fits nowhere, as it stands in the event and the pod's condition.
 *
 * @source pkg/scheduler/framework/types.go → FitError.Error (v1.36.3)
 */
export function fitErrorMessage(
  nodeCount: number,
  diagnosis: FailedNodes,
  postFilterMessage: string,
): string {
  let message = `0/${nodeCount} nodes are available:`;
  if (diagnosis.preFilterMessage !== '') {
    message += ` ${diagnosis.preFilterMessage}.`;
  } else {
    const counts = countReasons(nodeCount, diagnosis);
    const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort(compareBytes);
    if (parts.length > 0) message += ` ${parts.join(', ')}.`;
  }
  return postFilterMessage === '' ? message : `${message} ${postFilterMessage}`;
}

function countReasons(nodeCount: number, diagnosis: FailedNodes): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (reasons: readonly string[], times: number) => {
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + times);
  };
  for (const [{ reasons }, times] of diagnosis.verdicts.counts) count(reasons, times);
  const absentCount = nodeCount - diagnosis.verdicts.size;
  if (absentCount > 0) count(diagnosis.absentStatus.reasons, absentCount);
  return counts;
}

/** Go compares strings by their UTF-8 bytes, which is the order of code points. */
export function compareBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return codePointOrder(left) - codePointOrder(right);
  }
  return a.length - b.length;
}

/** Puts the halves of surrogate pairs, which stand for the largest code points, after all other code units. */
function codePointOrder(codeUnit: number): number {
  if (codeUnit < 0xd800) return codeUnit;
  return codeUnit < 0xe000 ? codeUnit + 0x2000 : codeUnit - 0x800;
}
