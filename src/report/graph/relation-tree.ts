import type { GraphNode, RelationReport, Side } from '../../relations/index.ts';

type SidedRelation = RelationReport['relations'][number];

/** An object, or several alike that stand for one line. */
export interface TreeItem {
  readonly nodes: readonly GraphNode[];
  /** How it belongs to the item above; absent for the object asked for. */
  readonly relation?: SidedRelation;
  readonly children: readonly TreeItem[];
  /** It stands on the way to itself, or has its branch elsewhere in the tree. */
  readonly seen?: 'cycle' | 'elsewhere';
}

/** More alike than these become one line. */
const ALIKE = 4;
/** Of those that are folded, so many that are ill keep a line of their own. */
const ILL = 5;

/**
 * One side of a report as a tree: each object has its branch where it is nearest to the root. What a pod shares with the
 * workload that owns it is said there. Large numbers of alike are folded, the ill ones excepted.
 */
export function relationTree(report: RelationReport, side: Side, isWhole: boolean): TreeItem {
  return new TreeMaker(report, side, isWhole).tree();
}

class TreeMaker {
  readonly #root: string;
  readonly #isWhole: boolean;
  readonly #side: Side;
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #below: ReadonlyMap<string, readonly SidedRelation[]>;
  readonly #parents = new Map<string, SidedRelation>();

  constructor(report: RelationReport, side: Side, isWhole: boolean) {
    this.#root = report.object;
    this.#isWhole = isWhole;
    this.#side = side;
    this.#nodes = new Map(report.nodes.map((node) => [node.object, node]));
    const relations = plainRelations(report.relations.filter((each) => each.side === side));
    this.#below = Map.groupBy(relations, (each) => this.#startOf(each));
    this.#findParents();
  }

  tree(): TreeItem {
    return this.#item([this.#root], undefined, new Set());
  }

  /**
   * Breadth first: the relation by which each object is nearest to the root. What a policy merely allows is followed
   * only where nothing else leads.
   */
  #findParents(): void {
    const queue = [this.#root];
    const follow = (isFollowed: (relation: SidedRelation) => boolean) => {
      for (let at = 0; at < queue.length; at++) {
        for (const relation of (this.#below.get(queue[at]!) ?? []).filter(isFollowed)) {
          const end = this.#endOf(relation);
          if (end === this.#root || this.#parents.has(end)) continue;
          this.#parents.set(end, relation);
          queue.push(end);
        }
      }
    };
    follow(({ type }) => type !== 'allows');
    follow(() => true);
  }

  #endOf({ dependency, dependent }: SidedRelation): string {
    return this.#side === 'upstream' ? dependency : dependent;
  }

  #item(keys: readonly string[], relation: SidedRelation | undefined, above: ReadonlySet<string>): TreeItem {
    const way = new Set([...above, ...keys]);
    const nodes = keys.flatMap((key) => this.#nodes.get(key) ?? []);
    return { nodes, ...(relation ? { relation } : {}), children: this.#children(keys, way) };
  }

  #children(keys: readonly string[], way: ReadonlySet<string>): TreeItem[] {
    const here: SidedRelation[] = [];
    const elsewhere: SidedRelation[] = [];
    const own = new Set(keys);
    const ends = new Set<string>();
    for (const relation of keys.flatMap((key) => this.#below.get(key) ?? [])) {
      const end = this.#endOf(relation);
      if (ends.has(end)) continue;
      ends.add(end);
      const nearest = this.#parents.get(end);
      if (nearest && own.has(this.#startOf(nearest))) here.push(nearest);
      else elsewhere.push(relation);
    }
    return [
      ...[...Map.groupBy(here, (each) => `${each.type} ${kindOf(this.#endOf(each))}`).values()].flatMap(
        (alike) => this.#fold(alike, way),
      ),
      // What pods have in common with others is said where it is nearest: else each would repeat it.
      ...(kindOf(keys[0] ?? '') === 'Pod' ? [] : this.#mentions(elsewhere, way)),
    ];
  }

  #startOf({ dependency, dependent }: SidedRelation): string {
    return this.#side === 'upstream' ? dependent : dependency;
  }

  #fold(alike: readonly SidedRelation[], way: ReadonlySet<string>): TreeItem[] {
    const single = (relation: SidedRelation) => this.#item([this.#endOf(relation)], relation, way);
    if (this.#isWhole || alike.length <= ALIKE) return alike.map(single);
    const ill = alike.filter((each) => this.#isIll(each)).slice(0, ILL);
    const rest = alike.filter((each) => !ill.includes(each));
    if (rest.length <= 1) return alike.map(single);
    return [
      ...ill.map(single),
      this.#item(
        rest.map((each) => this.#endOf(each)),
        rest[0],
        way,
      ),
    ];
  }

  #mentions(relations: readonly SidedRelation[], way: ReadonlySet<string>): TreeItem[] {
    const groups = Map.groupBy(relations, (each) => {
      const end = this.#endOf(each);
      return `${each.type} ${kindOf(end)} ${way.has(end)}`;
    });
    return [...groups.values()].flatMap((alike) => {
      const seen = way.has(this.#endOf(alike[0]!)) ? ('cycle' as const) : ('elsewhere' as const);
      const parts = this.#isWhole || alike.length <= ALIKE ? alike.map((each) => [each]) : [alike];
      return parts.map((part) => ({
        nodes: part.flatMap((each) => this.#nodes.get(this.#endOf(each)) ?? []),
        relation: part[0]!,
        children: [],
        seen,
      }));
    });
  }

  #isIll(relation: SidedRelation): boolean {
    const node = this.#nodes.get(this.#endOf(relation));
    return node !== undefined && node.health !== 'ok';
  }
}

/** `Deployment` of `Deployment/shop/web`. */
export function kindOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** What a pod has because its workload's template says so, and what whoever selects the workload has to do with it. */
const SHARED: ReadonlySet<string> = new Set([
  'selects',
  'guards',
  'reads',
  'mounts',
  'calls',
  'usesAccount',
  'uses',
]);

/** The relations without those of pods that say again what is said of the workload that owns them. */
export function plainRelations(relations: readonly SidedRelation[]): readonly SidedRelation[] {
  const ownersOf = new Map<string, string[]>();
  const known = new Set<string>();
  for (const { type, dependent, dependency } of relations) {
    known.add(`${type} ${dependent} ${dependency}`);
    if (type === 'owns') ownersOf.set(dependency, [...(ownersOf.get(dependency) ?? []), dependent]);
  }
  const workloadsOf = (pod: string) => {
    const owners = ownersOf.get(pod) ?? [];
    return [...owners, ...owners.flatMap((owner) => ownersOf.get(owner) ?? [])];
  };
  return relations.filter(({ type, dependent, dependency }) => {
    if (!SHARED.has(type)) return true;
    if (kindOf(dependency) === 'Pod')
      return !workloadsOf(dependency).some((workload) => known.has(`${type} ${dependent} ${workload}`));
    if (kindOf(dependent) === 'Pod')
      return !workloadsOf(dependent).some((workload) => known.has(`${type} ${workload} ${dependency}`));
    return true;
  });
}
