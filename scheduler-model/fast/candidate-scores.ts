import { addAffinityScores, fitsInt32 } from './affinity-scores.ts';
import type { Candidates } from './candidates.ts';
import { imageScores } from './class-plan.ts';
import type { NativePlugins } from './native-plugins.ts';
import { addOtherScores } from './other-scores.ts';
import type { ScoreLedger } from './score-ledger.ts';
import type { ShapeVector } from './shape-vector.ts';
import { softConstraintsOf } from './soft-constraints.ts';
import { addSpreadScores } from './spread-scores.ts';
import { addStaticScores } from './static-scores.ts';
import type { Turn } from './turn.ts';

/** Completes the totals of candidates, plugin by plugin. */
export class CandidateScores {
  readonly #native: NativePlugins;
  readonly #candidates: Candidates;
  /** Weighted image scores of the current pod by node; all 0 between cycles. */
  #images = new Int32Array(0);

  constructor(native: NativePlugins, candidates: Candidates) {
    this.#native = native;
    this.#candidates = candidates;
  }

  /**
   * @param ledger - learns what each plugin gave.
   * @returns false when a plugin fails or a score is out of hand: the plain path decides then.
   */
  add(turn: Turn, room: ShapeVector, ledger: ScoreLedger | undefined): boolean {
    const { cluster, plan } = turn;
    const { classId } = plan;
    const native = this.#native;
    const { spread, interPodAffinity } = native.scores;
    const candidates = this.#candidates;
    if (ledger) this.#openLedger(ledger, room);
    addStaticScores(candidates, plan.groups, native, plan.scoresAffinity, ledger);
    this.#addImages(turn, ledger);
    if (spread) {
      const classSpread = spread.plugin.spreadOf(cluster, classId);
      if (classSpread.soft.length > 0) {
        const podClass = cluster.podClass(classId);
        const constraints = softConstraintsOf(cluster, classSpread, podClass, candidates);
        addSpreadScores(candidates, constraints, classSpread.softNeedsAllKeys, spread.weight);
        ledger?.note(spread.plugin.name, candidates);
      }
    }
    if (interPodAffinity) {
      const counters = interPodAffinity.plugin.scored(cluster, classId);
      if (!fitsInt32(counters)) return false;
      if (counters.length > 0) {
        addAffinityScores(candidates, counters, interPodAffinity.weight);
        ledger?.note(interPodAffinity.plugin.name, candidates);
      }
    }
    return addOtherScores(turn, candidates, native.otherScores, ledger);
  }

  /** The totals begin with both resource scores in one. */
  #openLedger(ledger: ScoreLedger, room: ShapeVector): void {
    ledger.open(this.#candidates);
    const both = ledger.totals;
    const { fit, balanced } = this.#native.scores;
    const balancedAt = (nodeIndex: number) => room.balancedAt(nodeIndex);
    if (balanced && room.scoresBalance)
      ledger.part(balanced.plugin.name, (_position, nodeIndex) => balancedAt(nodeIndex));
    if (fit) ledger.part(fit.plugin.name, (position, nodeIndex) => both[position]! - balancedAt(nodeIndex));
  }

  #addImages({ cluster, plan }: Turn, ledger: ScoreLedger | undefined): void {
    const { imageLocality } = this.#native.scores;
    if (!imageLocality) return;
    const images = imageScores(cluster, this.#native, plan);
    if (images && images.nodes.length > 0) {
      if (this.#images.length < cluster.nodeRowCount) this.#images = new Int32Array(cluster.nodeRowCount * 2);
      const byNode = this.#images;
      const { nodes, totals, count } = this.#candidates;
      for (let i = 0; i < images.nodes.length; i++) byNode[images.nodes[i]!] = images.scores[i]!;
      for (let i = 0; i < count; i++) totals[i]! += byNode[nodes[i]!]!;
      for (let i = 0; i < images.nodes.length; i++) byNode[images.nodes[i]!] = 0;
    }
    ledger?.note(imageLocality.plugin.name, this.#candidates);
  }
}
