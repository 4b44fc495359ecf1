import type { KubeObject } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';
import type { SweepCase, SweepPairs } from './sweep-cases.ts';

/** Among so many of the fullest nodes every pair is looked at: their pods need the most room elsewhere. */
const FULLEST = 16;

/**
 * The pairs of nodes that can do together what neither does alone, out of too many to look at all of them: those that
 * hold all Ready pods of a Service or of a controller between them, and every pair of the fullest nodes.
 */
export function tellingPairs(world: WorldView, names: readonly string[]): SweepPairs {
  const { pods, nodes, objects, selections, templates } = world;
  const isIncluded = new Set(names);
  const pairs = new Map<string, SweepCase>();
  const add = (rows: readonly number[]) => {
    const [first = '', second = ''] = rows.map((row) => nodes.name(row)).sort();
    if (!isIncluded.has(first) || !isIncluded.has(second)) return;
    const name = `${first}+${second}`;
    pairs.set(name, { name, nodes: [first, second] });
  };
  const nodesOfTemplates = (templateIds: readonly number[]): number[] => {
    const found = new Set<number>();
    for (const id of templateIds) {
      for (const row of pods.ofTemplate(id)) {
        if (!pods.isReady(row) || !pods.isActive(row)) continue;
        found.add(pods.nodeRow(row));
        if (found.size > 2) return [];
      }
    }
    return [...found];
  };
  for (const service of objects.all('Service')) {
    const rows = nodesOfTemplates(selections.templatesOf('Service', service as KubeObject));
    if (rows.length === 2) add(rows);
  }
  const byController = Map.groupBy(
    Array.from({ length: templates.count }, (_, id) => id),
    (id) => templates.get(id).controller?.uid,
  );
  for (const [uid, ids] of byController) {
    const rows = uid === undefined ? [] : nodesOfTemplates(ids);
    if (rows.length === 2) add(rows);
  }
  const fullest = names
    .map((name) => nodes.row(name))
    .sort((a, b) => pods.countOnNode(b) - pods.countOnNode(a) || a - b)
    .slice(0, FULLEST);
  for (const [index, first] of fullest.entries())
    for (const second of fullest.slice(index + 1)) add([first, second]);
  const cases = [...pairs.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    cases,
    total: (names.length * (names.length - 1)) / 2,
    selection: `the pairs that hold all Ready pods of a Service or of a controller between them, and every pair of the ${fullest.length} fullest nodes`,
  };
}
