import type { ActorRole } from '../records.ts';

/** Programs that a person, or a pipeline in the place of one, acts through, whatever account they use. */
const HANDS =
  /^(kubectl|helm|terraform|argocd|flux|kustomize-controller|helm-controller|oc|k9s|lens|pulumi|ansible)/i;
const PROGRAMS: readonly (readonly [RegExp, ActorRole])[] = [
  [/^kube-apiserver\b/, 'apiserver'],
  [/^kube-scheduler\b/, 'scheduler'],
  [/^(kubelet|kwok|node-problem-detector)\b/, 'node'],
  [/^(kube-controller-manager|cloud-controller-manager|cluster-autoscaler|karpenter)\b/, 'controller'],
];
const USERS: readonly (readonly [RegExp, ActorRole])[] = [
  [/^system:apiserver$/, 'apiserver'],
  [/^system:kube-scheduler$/, 'scheduler'],
  [/^system:node:|\bkubelet\b/, 'node'],
  [/^system:(kube-controller-manager$|serviceaccount:kube-system:.*-controller$)/, 'controller'],
];

/**
 * What kind of actor a request comes from: the program tells more than the account, since several programs may share
 * one. Service accounts that act through programs of their own are controllers.
 */
export function actorRole(user: string, agent: string): ActorRole {
  for (const [pattern, role] of PROGRAMS) if (pattern.test(agent)) return role;
  for (const [pattern, role] of USERS) if (pattern.test(user)) return role;
  if (HANDS.test(agent)) return 'person';
  return user.startsWith('system:serviceaccount:') || user.startsWith('system:') ? 'controller' : 'person';
}
