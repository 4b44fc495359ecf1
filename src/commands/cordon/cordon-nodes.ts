import type { CommandContext } from '../../simulation/index.ts';
import { nodeAt } from '../cluster/nodes.ts';
import type { DryRun } from '../command-line/common-flags.ts';
import { objectLine } from '../output/object-line.ts';

/**
 * Marks nodes unschedulable, or schedulable again. A refusal is printed and passed over.
 *
 * @source k8s.io/kubectl/pkg/cmd/drain/drain.go → DrainCmdOptions.RunCordonOrUncordon (v0.36.3)
 */
export function cordonNodes(
  { world, api, actor, stdout, stderr }: CommandContext,
  nodeRows: readonly number[],
  unschedulable: boolean,
  dryRun: DryRun,
): void {
  const verb = unschedulable ? 'cordon' : 'uncordon';
  for (const row of nodeRows) {
    const name = world.nodes.name(row);
    const node = nodeAt(world, row);
    if ((node.spec?.unschedulable ?? false) === unschedulable) {
      stdout(objectLine('Node', name, `already ${verb}ed`, dryRun));
      continue;
    }
    if (dryRun !== 'client') {
      const patch = { spec: { unschedulable: unschedulable || null } };
      const answer = api.patch({ kind: 'Node', name }, 'strategic', patch, actor, {
        dryRun: dryRun === 'server',
      });
      if (!answer.ok) {
        stderr(`error: unable to ${verb} node ${JSON.stringify(name)}: ${answer.status.message}`);
        continue;
      }
    }
    stdout(objectLine('Node', name, `${verb}ed`, dryRun));
  }
}
