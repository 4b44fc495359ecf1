import { nearest } from '../../errors/index.ts';
import { declaredReferences, parseKey, type RelationType } from '../../relations/index.ts';
import { holdsAll } from '../../snapshot/index.ts';
import { changedObjects } from '../run/changed-objects.ts';
import type { RunView } from '../run/run-view.ts';
import type { FindingType } from './finding.ts';

/** Relations that do nothing while the other end is not there, with what is said of the object then. */
const TYPES: ReadonlyMap<RelationType, string> = new Map([
  ['routes', 'requests to it are not answered'],
  ['scales', 'it scales nothing'],
  ['admits', 'it cannot be asked'],
  ['uses', 'nothing serves it'],
]);

/** What a command makes or changes names an object that is not there. */
export const referenceMissing: FindingType = {
  code: 'REFERENCE_MISSING',
  title: 'An object that is named is not there',
  *find(run) {
    for (const { kind, namespace, title, object, sequence } of changedObjects(run)) {
      for (const { dependency, type, words, evidence, isOptional } of declaredReferences(
        kind,
        object,
        namespace ?? '',
      )) {
        const consequence = TYPES.get(type);
        if (consequence === undefined || isOptional || !isAbsent(run, dependency)) continue;
        yield {
          severity: 'warning',
          objects: [title, dependency],
          subject: `${title} ${dependency}`,
          message: `${title} ${words} (${evidence}), but ${dependency} is not there: ${consequence}.${similar(run, dependency)}`,
          evidence: [sequence],
        };
      }
    }
  },
};

/** Whether an object is certainly not there at the end. */
function isAbsent(run: RunView, key: string): boolean {
  const parts = parseKey(key);
  if (!parts) return false;
  const { groupKind, namespace, name } = parts;
  return (
    !run.objects.get(groupKind, namespace, name) && holdsAll(run.world.snapshot, groupKind, namespace ?? '')
  );
}

function similar({ world }: RunView, key: string): string {
  const { groupKind = '', namespace, name = '' } = parseKey(key) ?? {};
  const names = world.list(groupKind, namespace).map(({ metadata }) => metadata.name ?? '');
  const near = nearest(name, names);
  return near.length === 0 ? '' : ` There is ${near.join(', ')}.`;
}
