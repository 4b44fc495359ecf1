import { compareTexts } from '../kubernetes/index.ts';
/** Why the object is as it is, in a person's words: what `kubectl smart note` writes. */
export const REASON_KEY = 'smart.kubectl/reason';
/** Where it was decided: a link to a ticket, or its number. */
export const TICKET_KEY = 'smart.kubectl/ticket';
/** What kubectl's own `rollout history` shows. */
export const CHANGE_CAUSE_KEY = 'kubernetes.io/change-cause';

const OWN_KEYS: readonly string[] = [REASON_KEY, TICKET_KEY, CHANGE_CAUSE_KEY];
/** What teams call such annotations under keys of their own: `shop.example/ticket`, `team/approved-by`. */
const LIKE_A_REASON =
  /(?:^|[./-])(?:reason|ticket|issue|jira|incident|change-cause|change-request|pull-request|merge-request|commit|git-sha|approved-by|requested-by)$/i;

/** Whether an annotation says why or where something was decided. */
export function isReasonKey(key: string): boolean {
  return OWN_KEYS.includes(key) || LIKE_A_REASON.test(key);
}

/** Keys of reasons in the order in which they are told. */
export function byTelling(a: string, b: string): number {
  const place = (key: string) => (OWN_KEYS.includes(key) ? OWN_KEYS.indexOf(key) : OWN_KEYS.length);
  return place(a) - place(b) || compareTexts(a, b);
}
