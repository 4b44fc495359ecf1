import type { Plugin } from '../../framework/plugin.ts';
import type { Requeue } from '../../framework/requeue.ts';
import { type Status, SUCCESS } from '../../framework/status.ts';

/**
 * Rejects every node but the one in spec.nodeName. A pod with a node name never reaches the scheduler, so that
 * every pod that does passes.
 *
 * @source pkg/scheduler/framework/plugins/nodename/node_name.go → NodeName (v1.36.3)
 */
export class NodeName implements Plugin {
  readonly name = 'NodeName';
  readonly ignoresPods = true;
  readonly requeueOn: readonly Requeue[] = [{ resource: 'Node', actions: ['Add'] }];

  filter(): Status {
    return SUCCESS;
  }
}
