import { findObjects } from '../cluster/found-objects.ts';
import { missingTargets } from '../cluster/targets.ts';
import { type Failure, fail } from '../output/failure.ts';
import { objectName } from '../output/object-line.ts';
import { instant, type Verb } from '../verb.ts';
import { ROLLOUT_FLAGS, rolloutOptions } from './options.ts';
import { revisionsOf } from './revisions.ts';
import { unrolledKind } from './visited-kinds.ts';

const HAS_HISTORY: ReadonlySet<string> = new Set(['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps']);

/**
 * `kubectl rollout history TYPE NAME`: the revisions that can be gone back to.
 *
 * @source k8s.io/kubectl/pkg/cmd/rollout/rollout_history.go → RolloutHistoryOptions.Run (v0.36.3)
 */
export const rolloutHistory: Verb = {
  name: 'rollout history',
  isKubectl: true,
  usage: 'rollout history TYPE NAME',
  flags: [...ROLLOUT_FLAGS, { name: 'revision', type: 'integer', unmodelled: true }],
  parse: (input) => {
    const { targets } = rolloutOptions(input);
    return {
      check: (world) => missingTargets(world, targets),
      run: instant((context) => {
        const { found, failures } = findObjects(context.world, targets);
        const failed: Failure[] = [...failures];
        for (const { target, object } of found) {
          const { groupKind } = target.kind;
          if (!HAS_HISTORY.has(groupKind)) {
            failed.push(unrolledKind(groupKind, 'history viewer', 'history'));
            continue;
          }
          context.stdout(`${objectName(groupKind, target.reference.name)} `);
          const revisions = revisionsOf(context.world, groupKind, object);
          if (revisions.length === 0) context.stdout('No rollout history found.');
          else {
            context.stdout('REVISION  CHANGE-CAUSE');
            for (const { number, changeCause } of revisions) {
              context.stdout(`${String(number).padEnd(8)}  ${changeCause}`);
            }
            context.stdout('');
          }
        }
        return fail(context, failed);
      }),
    };
  },
};
