import { nearest } from '../../errors/index.ts';
import {
  type GroupKind,
  groupKindOfPlural,
  type KubeObject,
  objectKey,
  RESOURCES,
} from '../../kubernetes/index.ts';
import { plainKey } from '../run/replacements.ts';
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
      const lines = stderr.split('\n').filter((text) => text !== '' && !text.startsWith('Warning: '));
      // What kubectl advises below an error is not the error.
      const errors = lines.filter((text) => text !== 'ensure CRDs are installed first');
      yield {
        severity: 'critical',
        objects: [],
        message: `${line} exits with ${exit}: ${errors.at(-1) ?? 'it prints nothing'}${elsewhere(run, errors.at(-1) ?? '')}`,
        evidence: [],
      };
    }
  },
};

/**
 * Where an object of the name that was not found is instead: a forgotten -n is the usual reason. One that the run deleted
 * is nowhere.
 */
function elsewhere(run: RunView, error: string): string {
  const [, plural = '', name = ''] = /\(NotFound\): (\S+) "([^"]+)" not found/.exec(error) ?? [];
  const kind = groupKindOfPlural(plural);
  if (kind === undefined || !RESOURCES.get(kind)?.isNamespaced) return '';
  const found = run.world
    .list(kind)
    .filter(({ metadata }) => metadata.name === name && !isDeleted(run, kind, metadata));
  if (found.length === 0) return similar(run, kind, name);
  const places = found.map(({ metadata }) => `-n ${metadata.namespace ?? 'default'}`);
  return ` (there is one with ${places.slice(0, PLACES).join(' or ')}${places.length > PLACES ? ' or others' : ''})`;
}

/** ` (there is web -n shop)`: names that are much like one that was not found. */
function similar(run: RunView, kind: GroupKind, name: string): string {
  const there = run.world.list(kind).filter(({ metadata }) => !isDeleted(run, kind, metadata));
  const near = nearest(name, new Set(there.map(({ metadata }) => metadata.name ?? '')));
  const found = there.filter(({ metadata }) => near.includes(metadata.name ?? ''));
  if (found.length === 0) return '';
  const words = found.map(({ metadata }) => `${metadata.name} -n ${metadata.namespace ?? 'default'}`);
  return ` (there is ${words.slice(0, PLACES).join(' or ')}${words.length > PLACES ? ' or others' : ''})`;
}

function isDeleted(run: RunView, kind: GroupKind, { namespace, name = '' }: KubeObject['metadata']): boolean {
  const key = objectKey(namespace, name);
  return kind === 'Pod'
    ? run.lives.some((life) => life.deleted !== undefined && plainKey(life) === key)
    : run.objects.moments.some((moment) => moment.kind === kind && moment.key === key && !moment.after);
}

/** Namespaces beyond this many are not named. */
const PLACES = 3;
