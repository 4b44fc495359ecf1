import { filterNode } from '../framework/filter-node.ts';
import type { Profile } from '../framework/profile.ts';
import { type Status, SUCCESS } from '../framework/status.ts';
import { type Judge, judgesOf } from './judge.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { ShapeVector } from './shape-vector.ts';
import { firstStaticJudge } from './static-judge.ts';
import type { Turn } from './turn.ts';

/** What `filterNode` says about the nodes of one cycle, from the columns. */
export class NodeJudgement {
  readonly #turn: Turn;
  readonly #native: NativePlugins;
  readonly #profile: Profile;
  readonly #room: ShapeVector;
  readonly #mask: Uint16Array;
  /** Nodes are asked about themselves first, and about room next. */
  readonly #isInOrder: boolean;
  #judges: readonly Judge[] | undefined;

  constructor(turn: Turn, native: NativePlugins, profile: Profile, room: ShapeVector) {
    this.#turn = turn;
    this.#native = native;
    this.#profile = profile;
    this.#room = room;
    this.#mask = turn.plan.groups.mask.column.values;
    this.#isInOrder = native.looksAtNodesFirst && turn.others.length === 0;
  }

  /** The node's verdict, in which shortfalls may be left out. */
  verdict(nodeIndex: number): Status {
    const { cluster, plan } = this.#turn;
    const { nominations } = cluster;
    if (nominations.size > 0 && nominations.on(nodeIndex).length > 0)
      return filterNode(this.#turn.cycle, nodeIndex);
    if (this.#isInOrder) {
      if (this.#mask[nodeIndex] === 0)
        return firstStaticJudge(cluster, this.#profile, this.#native, plan)(nodeIndex);
      if (this.#room.valueAt(nodeIndex) < 0) return this.#room.lackOf(nodeIndex);
    }
    this.#judges ??= judgesOf(this.#turn, this.#native, this.#profile, this.#room);
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
    const { podLog } = cluster;
    const { position } = podLog;
    return {
      code,
      plugin,
      reasons,
      get shortfalls() {
        if (podLog.position !== position) throw new Error('the cluster has changed since the cycle');
        return fit.fits(cluster, plan.classId, nodeIndex).shortfalls!;
      },
    };
  }
}
