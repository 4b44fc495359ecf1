import type { Cycle } from '../framework/cycle.ts';
import { compareBytes } from '../framework/fit-error.ts';
import { isRejected, type Status, SUCCESS, statusMessage } from '../framework/status.ts';

/** What the plugins say about the pod before any node is looked at. */
export interface PreFilterOutcome {
  readonly status: Status;
  /** When given, only these nodes are looked at. */
  readonly nodeNames: ReadonlySet<string> | undefined;
  /** The plugins that named nodes. */
  readonly namingPlugins: readonly string[];
}

/**
 * An unresolvable rejection ends the round; after any other, the remaining plugins still prepare, because
 * preemption may follow.
 *
 * @source pkg/scheduler/framework/runtime/framework.go → RunPreFilterPlugins (v1.36.3)
 */
export function runPreFilters(cycle: Cycle): PreFilterOutcome {
  const naming = new Set<string>();
  let nodeNames: ReadonlySet<string> | undefined;
  let outcome = SUCCESS;
  for (const plugin of cycle.profile.preFilter) {
    const { status, nodeNames: named } = plugin.preFilter!(cycle);
    if (status.code === 'Skip') {
      cycle.skippedFilters.add(plugin.name);
      continue;
    }
    if (status.code === 'UnschedulableAndUnresolvable')
      return { status, nodeNames: undefined, namingPlugins: [] };
    if (status.code === 'Unschedulable') {
      outcome = status;
      continue;
    }
    if (status.code !== 'Success')
      return { ...failed(plugin.name, status), nodeNames: undefined, namingPlugins: [] };
    if (!named) continue;
    naming.add(plugin.name);
    nodeNames = nodeNames ? nodeNames.intersection(named) : named;
    if (nodeNames.size === 0) {
      const names = [...naming].sort(compareBytes);
      const message =
        names.length === 1
          ? `node(s) didn't satisfy plugin ${names[0]}`
          : `node(s) didn't satisfy plugin(s) [${names.join(' ')}] simultaneously`;
      const status: Status = { code: 'UnschedulableAndUnresolvable', plugin: '', reasons: [message] };
      return { status, nodeNames, namingPlugins: names };
    }
  }
  return { status: outcome, nodeNames, namingPlugins: [...naming].sort(compareBytes) };
}

function failed(name: string, status: Status): { readonly status: Status } {
  if (isRejected(status)) return { status };
  const message = `running PreFilter plugin "${name}": ${statusMessage(status)}`;
  return { status: { code: 'Error', plugin: name, reasons: [message] } };
}
