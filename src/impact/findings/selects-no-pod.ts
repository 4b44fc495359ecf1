import { nearest } from '../../errors/index.ts';
import { changedObjects } from '../run/changed-objects.ts';
import { type SelectedPods, selectedPods } from '../run/selected-pods.ts';
import type { FindingType } from './finding.ts';

/** Services, budgets and policies that a command makes or changes and that select no pod of their namespace. */
export const selectsNoPod: FindingType = {
  code: 'SELECTS_NO_POD',
  title: 'A selector matches no pod',
  *find(run) {
    for (const changed of changedObjects(run)) {
      const pods = selectedPods(run, changed);
      if (!pods || pods.selected.length > 0) continue;
      yield {
        severity: 'warning',
        objects: [changed.title],
        message: `${changed.title} selects no pod${wordsOf(pods)}: ${pods.otherwise}.${similar(pods)}`,
        evidence: [changed.sequence],
        restsOn: ['Pod'],
      };
    }
  },
};

function wordsOf({ selector, all }: SelectedPods): string {
  if (all.length === 0) return ', as its namespace has none';
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return labels.length === 0 ? '' : `: none of its namespace has ${labels.join(',')}`;
}

/** Values that pods have for a label of the selector and that are much like its own. */
function similar({ selector, all }: SelectedPods): string {
  const near = Object.entries(selector.matchLabels ?? {}).flatMap(([key, value]) => {
    const values = new Set(all.flatMap(({ make }) => make.labels[key] ?? []));
    return values.has(value) ? [] : nearest(value, values).map((each) => `${key}=${each}`);
  });
  return near.length === 0 ? '' : ` There are pods with ${near.join(', ')}.`;
}
