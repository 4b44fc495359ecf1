import type { Cycle } from '../framework/cycle.ts';
import { filterNode } from '../framework/filter-node.ts';
import { type Status, SUCCESS } from '../framework/status.ts';
import type { ClassPlan } from './class-plan.ts';
import { type Judge, judgesOf } from './judge.ts';
import type { NativePlugins } from './native-plugins.ts';

/** What `filterNode` says about the nodes of one cycle, from the columns. */
export class NodeJudgement {
  readonly #cycle: Cycle;
  readonly #native: NativePlugins;
  readonly #judges: readonly Judge[];

  constructor(cycle: Cycle, native: NativePlugins, plan: ClassPlan, room: Int32Array) {
    this.#cycle = cycle;
    this.#native = native;
    this.#judges = judgesOf(cycle, native, plan, room);
  }

  /** The node's verdict, in which shortfalls may be left out. */
  verdict(nodeIndex: number): Status {
    const { nominations } = this.#cycle.cluster;
    if (nominations.size > 0 && nominations.on(nodeIndex).length > 0)
      return filterNode(this.#cycle, nodeIndex);
    for (const judge of this.#judges) {
      const status = judge(nodeIndex);
      if (status.code !== 'Success') return status;
    }
    return SUCCESS;
  }

  /** The node's verdict with its shortfalls. */
  full(nodeIndex: number): Status {
    const status = this.verdict(nodeIndex);
    const { fit } = this.#native.filters;
    if (status.shortfalls || !fit || status.plugin !== fit.name) return status;
    const { cluster, pod } = this.#cycle;
    return fit.fits(cluster, pod.classId, nodeIndex);
  }
}
