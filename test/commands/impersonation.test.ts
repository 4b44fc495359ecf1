import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { node } from '../support/snapshot.ts';
import { deployment } from './objects.ts';
import { runCommand } from './support.ts';

const RBAC = 'rbac.authorization.k8s.io';

function rbac(kind: string, rest: Record<string, unknown>): KubeObject {
  return { apiVersion: `${RBAC}/v1`, kind, metadata: { name: 'looker', namespace: 'default' }, ...rest };
}

const role = rbac('Role', {
  rules: [
    {
      apiGroups: ['', 'apps'],
      resources: ['pods', 'deployments', 'deployments/scale'],
      verbs: ['get', 'patch'],
    },
  ],
});
const binding = rbac('RoleBinding', {
  roleRef: { apiGroup: RBAC, kind: 'Role', name: 'looker' },
  subjects: [{ apiGroup: RBAC, kind: 'User', name: 'tom' }],
});

test.each([
  [
    'drain n1 --as=tom',
    1,
    'Error from server (Forbidden): nodes "n1" is forbidden: User "tom" cannot get resource "nodes" in API group "" at the cluster scope\n',
  ],
  ['scale deployment/web --replicas=3 --as=tom', 0, ''],
  [
    'scale deployment/web --replicas=3 --as=ann',
    1,
    'Error from server (Forbidden): deployments.apps "web" is forbidden: User "ann" cannot patch resource "deployments/scale" in API group "apps" in the namespace "default"\n',
  ],
  [
    'delete deployment web --as=tom',
    1,
    'Error from server (Forbidden): deployments.apps "web" is forbidden: User "tom" cannot delete resource "deployments" in API group "apps" in the namespace "default"\n',
  ],
  ['delete deployment web --as=ann --as-group=system:masters', 0, ''],
  ['delete deployment web', 0, ''],
])('%s', (line, exit, stderr) => {
  expect(runCommand([node('n1'), deployment(), role, binding], line)).toMatchObject({ exit, stderr });
});
