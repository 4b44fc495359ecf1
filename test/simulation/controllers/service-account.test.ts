import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { runSteps } from '../../support/run.ts';
import { node } from '../../support/snapshot.ts';

const NAMESPACE: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const ACCOUNT = { kind: 'ServiceAccount', namespace: 'shop', name: 'default' };
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'shop' },
  spec: { containers: [{ name: 'main', image: 'x' }] },
};
/** A snapshot that knows service accounts. */
const KNOWN: KubeObject = {
  ...NAMESPACE,
  kind: 'ServiceAccount',
  metadata: { name: 'default', namespace: 'default' },
};

describe('a new namespace', () => {
  test('gets its service account, so that pods are admitted to it', () => {
    const answers: boolean[] = [];
    const { world } = runSteps(
      [node('n'), KNOWN],
      [
        [
          0,
          ({ api, actor }) => {
            api.create(NAMESPACE, actor);
            answers.push(api.create(POD, actor).ok);
          },
        ],
        [1, ({ api, actor }) => void answers.push(api.create(POD, actor).ok)],
      ],
    );
    expect(answers).toEqual([false, true]);
    expect(world.get(ACCOUNT)).toBeDefined();
  });

  test('gets it again when somebody deletes it', () => {
    const { world } = runSteps(
      [node('n'), KNOWN],
      [
        [0, ({ api, actor }) => void api.create(NAMESPACE, actor)],
        [1, ({ api, actor }) => void api.delete(ACCOUNT, actor)],
      ],
    );
    expect(world.get(ACCOUNT)).toBeDefined();
  });

  test('that is on its way out gets none', () => {
    const { world } = runSteps(
      [node('n'), KNOWN],
      [
        [0, ({ api, actor }) => void api.create(NAMESPACE, actor)],
        [1, ({ api, actor }) => void api.delete({ kind: 'Namespace', name: 'shop' }, actor)],
      ],
    );
    expect(world.get(ACCOUNT)).toBeUndefined();
  });
});
