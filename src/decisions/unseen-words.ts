import { changeWords, decidedChanges } from '../history/index.ts';
import { isObject, type KubeObject } from '../kubernetes/index.ts';
import { isReasonField } from './reasons.ts';
import type { Step } from './steps.ts';

const VERBS: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'updated',
  patch: 'patched',
  delete: 'deletion asked for',
};
/** Fields of a request that are named. */
const FIELDS = 4;

/**
 * A write in words of which the recording does not hold what became of the object. What was asked for is named where
 * it is recorded: what it was before is not known.
 */
export function unseenWords({ change, action }: Step): string {
  const verb = VERBS[action?.verb ?? ''] ?? 'changed';
  const subresource = action?.subresource ?? '';
  const words = subresource === 'scale' ? 'scaled' : subresource === '' ? verb : `${subresource} ${verb}`;
  const fields = subresource === 'status' ? [] : askedFields(action?.request);
  if (fields.length === 0) return `${words}; what changed is not in the recording`;
  const asked = fields
    .slice(0, FIELDS)
    .map((field) => changeWords(change.ref.kind, [field]).replace('(none) → ', '= '));
  const more = fields.length > FIELDS ? ` and ${fields.length - FIELDS} more` : '';
  return `${words} with ${asked.join(', ')}${more}; what it was before is not in the recording`;
}

function askedFields(request: unknown) {
  if (!isObject(request)) return [];
  const nothing: KubeObject = { metadata: {} };
  return decidedChanges(nothing, {
    ...request,
    metadata: isObject(request.metadata) ? request.metadata : {},
  }).filter(
    ({ path }) => !isReasonField(path) && !/^(apiVersion|kind)$|^metadata\.(name|namespace)$/.test(path),
  );
}
