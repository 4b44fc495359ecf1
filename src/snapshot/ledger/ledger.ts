import { type GroupKind, RESOURCES } from '../../kubernetes/index.ts';
import type { KindCompleteness } from '../snapshot.ts';
import { EFFECTS } from './effects.ts';

/** What the reading of a source found out about one kind. */
interface Finding {
  isAsked: boolean;
  /** Why objects may be missing although the kind was asked for, or there. */
  partial?: string;
  /** Why nothing is known. */
  missing?: string;
}

/** Collects what was asked of the cluster, and becomes the completeness ledger. */
export class Ledger {
  readonly #findings = new Map<GroupKind, Finding>();
  #otherwise = 'never asked';

  /** All objects of this kind were asked for. */
  asked(kind: GroupKind): void {
    this.#of(kind).isAsked = true;
  }

  /** Objects of this kind were asked for in part: `why` tells which are missing. */
  partly(kind: GroupKind, why: string): void {
    const finding = this.#of(kind);
    finding.isAsked = true;
    finding.partial ??= why;
  }

  /** The answer was cut: more objects exist. */
  truncated(kind: GroupKind, rest: string): void {
    this.#of(kind).missing = `truncated: ${rest}`;
  }

  /** The kind was asked for and could not be read. */
  refused(kind: GroupKind, why: string): void {
    this.#of(kind).missing ??= why;
  }

  /** What to say of kinds that nothing else is known of. */
  sayOtherwise(detail: string): void {
    this.#otherwise = detail;
  }

  /** Takes over a line of a ledger that was written before. */
  restore({
    kind,
    state,
    detail,
  }: Pick<KindCompleteness, 'kind' | 'state'> & { readonly detail?: string | undefined }): void {
    const finding = this.#of(kind);
    if (state === 'unknown') finding.missing = detail?.replace(/; inferred from .*$/, '') ?? 'never asked';
    else {
      finding.isAsked = true;
      if (detail !== undefined) finding.partial = detail;
    }
  }

  /** Adds what another source's ledger knows; a kind is as well known as the better of the two knows it. */
  merge(other: Ledger): void {
    for (const [kind, finding] of other.#findings) {
      const mine = this.#findings.get(kind);
      if (!mine) this.#findings.set(kind, { ...finding });
      else if (isWhole(finding) && !isWhole(mine)) this.#findings.set(kind, { ...finding });
    }
    this.#otherwise = other.#otherwise;
  }

  isAnythingAsked(): boolean {
    return this.#findings.size > 0;
  }

  isAsked(kind: GroupKind): boolean {
    return this.#findings.get(kind)?.isAsked === true;
  }

  /** Kubernetes' kinds that matter here in their fixed order, then custom kinds by name. */
  lines(
    counts: ReadonlyMap<GroupKind, number>,
    inferred: ReadonlyMap<GroupKind, string>,
  ): KindCompleteness[] {
    const known = [...RESOURCES.keys()].filter(
      (kind) => EFFECTS[kind] !== undefined || counts.has(kind) || this.#findings.has(kind),
    );
    const custom = [...new Set([...counts.keys(), ...this.#findings.keys()])].filter(
      (kind) => !RESOURCES.has(kind),
    );
    return [...known, ...custom.sort()].map((kind) =>
      this.#line(kind, counts.get(kind) ?? 0, inferred.get(kind)),
    );
  }

  #line(kind: GroupKind, count: number, inferred: string | undefined): KindCompleteness {
    const finding = this.#findings.get(kind);
    const effect = EFFECTS[kind];
    const weakened = effect === undefined ? {} : { effect };
    if (inferred !== undefined) {
      return {
        kind,
        state: 'unknown',
        count,
        detail: `${finding?.missing ?? this.#otherwise}; ${inferred}`,
        ...weakened,
      };
    }
    if (finding?.missing !== undefined)
      return { kind, state: 'unknown', count, detail: finding.missing, ...weakened };
    const partial = finding?.partial === undefined ? {} : { detail: finding.partial, ...weakened };
    if (count > 0) return { kind, state: 'present', count, ...partial };
    if (finding?.isAsked) return { kind, state: 'empty', count, ...partial };
    return { kind, state: 'unknown', count, detail: this.#otherwise, ...weakened };
  }

  #of(kind: GroupKind): Finding {
    let finding = this.#findings.get(kind);
    if (!finding) {
      finding = { isAsked: false };
      this.#findings.set(kind, finding);
    }
    return finding;
  }
}

function isWhole({ isAsked, partial, missing }: Finding): boolean {
  return isAsked && partial === undefined && missing === undefined;
}
