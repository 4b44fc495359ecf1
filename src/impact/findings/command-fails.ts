import { groupKindOfPlural, RESOURCES } from '../../kubernetes/index.ts';
import type { RunView } from '../run/run-view.ts';
import type { FindingType } from './finding.ts';
import { heldPods } from './held-pods.ts';

/** A command that ends with an error for a reason that no other finding tells. */
export const commandFails: FindingType = {
  code: 'COMMAND_FAILS',
  title: 'A command fails',
  *find(run) {
    const held = heldPods(run);
    for (const [index, { line, exit, stderr }] of run.commands.entries()) {
      if (
        exit === 0 ||
        stderr.includes('cannot delete ') ||
        held.some(({ refusal }) => refusal.command === index)
      )
        continue;
      const errors = stderr.split('\n').filter((text) => text !== '' && !text.startsWith('Warning: '));
      yield {
        severity: 'critical',
        objects: [],
        message: `${line} exits with ${exit}: ${errors.at(-1) ?? 'it prints nothing'}${elsewhere(run, errors.at(-1) ?? '')}`,
        evidence: [],
      };
    }
  },
};

/** Where an object of the name that was not found is instead: a forgotten -n is the usual reason. */
function elsewhere({ world }: RunView, error: string): string {
  const [, plural = '', name = ''] = /\(NotFound\): (\S+) "([^"]+)" not found/.exec(error) ?? [];
  const kind = groupKindOfPlural(plural);
  if (kind === undefined || !RESOURCES.get(kind)?.isNamespaced) return '';
  const found = world.list(kind).filter(({ metadata }) => metadata.name === name);
  if (found.length === 0) return '';
  const places = found.map(({ metadata }) => `-n ${metadata.namespace ?? 'default'}`);
  return ` (there is one with ${places.slice(0, PLACES).join(' or ')}${places.length > PLACES ? ' or others' : ''})`;
}

/** Namespaces beyond this many are not named. */
const PLACES = 3;
