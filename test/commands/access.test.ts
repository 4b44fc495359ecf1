import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { node } from '../support/snapshot.ts';
import { runCommand } from './support.ts';

const RBAC = 'rbac.authorization.k8s.io';
const ITEMS: readonly KubeObject[] = [
  node('n1'),
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot', namespace: 'default' } },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'readers', namespace: 'default' },
    roleRef: { apiGroup: RBAC, kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'User', name: 'ann', apiGroup: RBAC }],
  } as KubeObject,
];

test.each([
  ['create role', 'reader --verb=get,list --resource=pods', `role.${RBAC}/reader created`],
  ['create clusterrole', 'all --verb=* --resource=deployments.apps', `clusterrole.${RBAC}/all created`],
  ['create rolebinding', 'b --role=reader --serviceaccount=default:bot', `rolebinding.${RBAC}/b created`],
  ['create clusterrolebinding', 'b --clusterrole=all --user=ann', `clusterrolebinding.${RBAC}/b created`],
  ['create ingress', 'web --rule=a.example/*=web:80', 'ingress.networking.k8s.io/web created'],
  ['set subject', 'rolebinding readers --user=bea', `rolebinding.${RBAC}/readers subjects updated`],
])('%s %s', (command, rest, said) => {
  expect(runCommand(ITEMS, `${command} ${rest}`).results).toMatchObject([{ exit: 0, stdout: `${said}\n` }]);
});

test('set subject adds to the subjects that are there', () => {
  const { world } = runCommand(ITEMS, 'set subject rolebinding readers --serviceaccount=default:bot');
  const binding = world.get({ kind: `RoleBinding.${RBAC}`, namespace: 'default', name: 'readers' });
  expect(binding).toMatchObject({
    subjects: [
      { kind: 'User', name: 'ann' },
      { kind: 'ServiceAccount', name: 'bot', namespace: 'default' },
    ],
  });
});

test('create token prints one for an account that is there, and keeps none', () => {
  const { results, log } = runCommand(ITEMS, 'create token bot');
  expect(results[0]).toMatchObject({ exit: 0, stderr: '' });
  expect(results[0]?.stdout.trim()).not.toBe('');
  expect(log).toEqual([]);
  expect(runCommand(ITEMS, 'create token nobody').results).toMatchObject([{ exit: 1 }]);
});
