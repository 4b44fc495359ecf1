import { filterNode } from '../framework/filter-node.ts';
import type { Profile } from '../framework/profile.ts';
import { type Status, SUCCESS } from '../framework/status.ts';
import { type Judge, judgesOf } from './judge.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { Turn } from './turn.ts';

/** What `filterNode` says about the nodes of one cycle, from the columns. */
export class NodeJudgement {
  readonly #turn: Turn;
  readonly #native: NativePlugins;
  readonly #judges: readonly Judge[];

  constructor(turn: Turn, native: NativePlugins, profile: Profile, room: Int32Array) {
    this.#turn = turn;
    this.#native = native;
    this.#judges = judgesOf(turn, native, profile, room);
  }

  /** The node's verdict, in which shortfalls may be left out. */
  verdict(nodeIndex: number): Status {
    const { nominations } = this.#turn.cluster;
    if (nominations.size > 0 && nominations.on(nodeIndex).length > 0)
      return filterNode(this.#turn.cycle, nodeIndex);
    for (const judge of this.#judges) {
      const status = judge(nodeIndex);
      if (status.code !== 'Success') return status;
    }
    return SUCCESS;
  }

  /** The node's verdict with its shortfalls, which are worked out when they are read. */
  full(nodeIndex: number): Status {
    const status = this.verdict(nodeIndex);
    const { fit } = this.#native.filters;
    if (status.shortfalls || !fit || status.plugin !== fit.name) return status;
    const { cluster, plan } = this.#turn;
    const { code, plugin, reasons } = status;
    return {
      code,
      plugin,
      reasons,
      get shortfalls() {
        return fit.fits(cluster, plan.classId, nodeIndex).shortfalls!;
      },
    };
  }
}
