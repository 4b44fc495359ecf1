import type { Step } from './steps.ts';

const VERBS: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'updated',
  patch: 'patched',
  delete: 'deletion asked for',
};

/** A write in words whose content the recording does not hold: what it did is not known, but that it was done is. */
export function unseenWords({ action }: Step): string {
  const verb = VERBS[action?.verb ?? ''] ?? 'changed';
  const words =
    action?.subresource === 'scale' ? 'scaled' : action?.subresource ? `${action.subresource} ${verb}` : verb;
  return `${words}; what changed is not in the recording`;
}
