import type { RejectedNodes } from '../framework/cycle-result.ts';
import { filterNode } from '../framework/filter-node.ts';
import type { Profile } from '../framework/profile.ts';
import { RejectedByStatus } from '../framework/rejected-by-status.ts';
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
  readonly #firstStatic: Judge;
  /** Nodes are asked about themselves first, and about room next. */
  readonly #isInOrder: boolean;
  #judges: readonly Judge[] | undefined;

  constructor(turn: Turn, native: NativePlugins, profile: Profile, room: ShapeVector) {
    this.#turn = turn;
    this.#native = native;
    this.#profile = profile;
    this.#room = room;
    this.#mask = turn.plan.groups.mask.column.values;
    this.#firstStatic = firstStaticJudge(turn.cluster, profile, native, turn.plan);
    this.#isInOrder = native.looksAtNodesFirst && turn.others.length === 0;
  }

  /** The node's verdict, in which shortfalls may be left out. */
  verdict(nodeIndex: number): Status {
    const { nominations } = this.#turn.cluster;
    if (nominations.size > 0 && nominations.on(nodeIndex).length > 0)
      return filterNode(this.#turn.cycle, nodeIndex);
    if (this.#isInOrder) {
      if (this.#mask[nodeIndex] === 0) return this.#firstStatic(nodeIndex);
      if (this.#room.valueAt(nodeIndex) < 0) return this.#room.lackOf(nodeIndex);
    }
    return this.#later(nodeIndex);
  }

  /** Rejected nodes by what is said of them. */
  rejectedNodes(nodes: readonly number[]): readonly RejectedNodes[] {
    const rejected = new RejectedByStatus();
    if (!this.#isInOrder || this.#turn.cluster.nominations.size > 0) {
      for (const nodeIndex of nodes) rejected.add(nodeIndex, this.verdict(nodeIndex));
      return rejected.groups();
    }
    // The nodes without room by their value, below 0, which says what they lack.
    const lists: (number[] | undefined)[] = [];
    for (const nodeIndex of nodes) {
      if (this.#mask[nodeIndex] === 0) {
        rejected.add(nodeIndex, this.#firstStatic(nodeIndex));
        continue;
      }
      const value = this.#room.valueAt(nodeIndex);
      if (value >= 0) rejected.add(nodeIndex, this.#later(nodeIndex));
      else {
        lists[-value] ??= rejected.listOf(this.#room.lackOf(nodeIndex));
        lists[-value]!.push(nodeIndex);
      }
    }
    return rejected.groups();
  }

  /** What is said of a node with room that the static filters leave, or by all judges where these do not come first. */
  #later(nodeIndex: number): Status {
    this.#judges ??= judgesOf(this.#turn, this.#native, this.#profile, this.#room, !this.#isInOrder);
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
