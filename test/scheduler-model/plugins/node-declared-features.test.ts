import { describe, expect, it } from 'vitest';
import { schedulePending } from '../../../scheduler-model/schedule-pending.ts';
import { type KubernetesObject, loadScenario } from '../load-scenario.ts';

const RESTARTS = 'RestartAllContainersOnContainerExits';
const USERS = 'UserNamespacesHostNetworkSupport';
const UNSATISFIED = "node(s) didn't match Pod's required features";

function verdict(spec: object, declaredFeatures: readonly string[] | undefined, minor = 36): string {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '10' };
  const node = {
    kind: 'Node',
    metadata: { name: 'n1' },
    spec: {},
    status: { allocatable, declaredFeatures },
  };
  const pod = { kind: 'Pod', metadata: { name: 'new', namespace: 'default' }, spec, status: {} };
  const objects: KubernetesObject[] = [node, pod];
  const { cluster, profiles, pending, podKey } = loadScenario({ name: '', objects }, minor);
  const [report] = schedulePending(cluster, profiles, pending, { tieBreak: 'name', explain: true, podKey });
  const answer = report?.nodes?.n1;
  return answer?.feasible ? 'feasible' : (answer?.reasons?.join(', ') ?? '');
}

const restarting = { containers: [{ name: 'c', restartPolicyRules: [{ action: 'RestartAllContainers' }] }] };
const restartingInit = { containers: [], initContainers: restarting.containers };
const isolated = { containers: [], hostNetwork: true, hostUsers: false };

describe('features that nodes declare', () => {
  it.each<[string, object, readonly string[] | undefined, string]>([
    ['a pod that asks for nothing', { containers: [{ name: 'c' }] }, undefined, 'feasible'],
    ['a restart rule, declared', restarting, [RESTARTS], 'feasible'],
    ['a restart rule, not declared', restarting, [USERS], UNSATISFIED],
    ['a restart rule of an init container', restartingInit, undefined, UNSATISFIED],
    ['host network with user namespaces, declared', isolated, [RESTARTS, USERS], 'feasible'],
    ['host network with user namespaces, not declared', isolated, [], UNSATISFIED],
    ['host network alone', { containers: [], hostNetwork: true }, [], 'feasible'],
  ])('%s', (_case, spec, declared, expected) => {
    expect(verdict(spec, declared)).toBe(expected);
  });

  it('do not matter before 1.36', () => {
    expect(verdict(restarting, [], 35)).toBe('feasible');
  });
});
