import type { KubeObject, Namespace } from '../../kubernetes/index.ts';
import { degraded, failing, type Health, ok } from './health-rule.ts';

/** Conditions of a namespace that say why it does not go away. */
const STUCK = /Failure$|Remaining$/;

/** A namespace by its phase. */
export function namespaceHealth(object: KubeObject): Health {
  const { status } = object as Namespace;
  if (status?.phase !== 'Terminating') return ok('Active');
  const stuck = status.conditions?.find(({ type, status: is }) => STUCK.test(type) && is === 'True');
  return stuck
    ? failing(`Terminating: ${stuck.message ?? stuck.reason ?? stuck.type}`)
    : degraded('Terminating');
}
