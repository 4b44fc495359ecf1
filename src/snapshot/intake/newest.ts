import type { KubeObject, Metadata } from '../../kubernetes/index.ts';
import { canonicalJson } from '../canonical-json.ts';

/** The resourceVersion as a number, NaN when there is none: the API server counts, whatever it promises. */
export function resourceVersionOf({ resourceVersion }: Metadata): number {
  return typeof resourceVersion === 'string' && /^[0-9]{1,15}$/.test(resourceVersion)
    ? Number(resourceVersion)
    : Number.NaN;
}

/** Which of two states of one object is newer: positive for `a`, negative for `b`, 0 when they are the same. */
export function compareAge(
  a: KubeObject,
  b: KubeObject,
): { readonly order: number; readonly isGuess: boolean } {
  const versions = resourceVersionOf(a.metadata) - resourceVersionOf(b.metadata);
  if (!Number.isNaN(versions) && versions !== 0) return { order: versions, isGuess: false };
  const created =
    Date.parse(a.metadata.creationTimestamp ?? '') - Date.parse(b.metadata.creationTimestamp ?? '');
  if (!Number.isNaN(created) && created !== 0) return { order: created, isGuess: false };
  const left = canonicalJson(a);
  const right = canonicalJson(b);
  return { order: left === right ? 0 : left < right ? -1 : 1, isGuess: left !== right };
}
