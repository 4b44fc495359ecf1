import { nearest } from '../../errors/index.ts';
import {
  guessedKind,
  type KubeObject,
  kindsNamed,
  resourceWords,
  type ServedKind,
} from '../../kubernetes/index.ts';
import type { CommandProblem } from '../../simulation/index.ts';
import type { WorldView } from '../../world/index.ts';
import { type Failure, failure } from '../output/failure.ts';

const DEFINITION = 'CustomResourceDefinition.apiextensions.k8s.io';

/** The kinds that a word means in this cluster; none when the server has no such type. */
export function kindsIn(world: WorldView, word: string): ServedKind[] {
  return kindsNamed(word, world.objects.all(DEFINITION), world.objects.kinds());
}

/**
 * How the kind of an object is served where the snapshot says nothing of CustomResourceDefinitions: as if its own were
 * there. Undefined where they are known, and for kinds of Kubernetes.
 */
export function presumedKind({ snapshot }: WorldView, object: KubeObject): ServedKind | undefined {
  const line = snapshot.completeness.find(({ kind }) => kind === DEFINITION);
  const isKnown = line ? line.state !== 'unknown' : (snapshot.objects.get(DEFINITION)?.length ?? 0) > 0;
  return isKnown ? undefined : guessedKind(object);
}

/** @source k8s.io/kubectl/pkg/cmd/util/helpers.go → checkErr, NoResourceMatchError (v0.36.3) */
export function noSuchType(word: string): Failure {
  const [resource, ...group] = word.split('.');
  return failure(
    group.length === 0
      ? `the server doesn't have a resource type ${JSON.stringify(word)}`
      : `the server doesn't have a resource type ${JSON.stringify(resource)} in group ${JSON.stringify(group.join('.'))}`,
  );
}

/** The words of a line that name no type of this cluster. */
export function unknownTypes(world: WorldView, words: readonly string[]): CommandProblem[] {
  return [...new Set(words)]
    .filter((word) => kindsIn(world, word).length === 0)
    .map((word) => ({
      message: `the server doesn't have a resource type ${JSON.stringify(word)}`,
      name: word,
      nearest: nearest(word, resourceWords()),
    }));
}

/** How a kind is called in the API server's messages: `deployments.apps`. */
export function resourceName({ plural, group }: ServedKind): string {
  return group === '' ? plural : `${plural}.${group}`;
}
