import type { Container, PodSpec } from '../../../../kubernetes/index.ts';

/** What a check finds wrong: why in short, and in detail. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

export type Check = (spec: PodSpec) => Violation | undefined;

/** All containers in the order in which the checks visit them. */
export function containersOf(spec: PodSpec): Container[] {
  const ephemeral = (spec.ephemeralContainers ?? []) as readonly unknown[] as readonly Container[];
  return [...(spec.initContainers ?? []), ...spec.containers, ...ephemeral];
}

/** `container "a"`, `containers "a", "b"`. */
export function containerText(containers: readonly Container[]): string {
  return `${plural('container', containers)} ${quotedList(containers.map(({ name }) => name))}`;
}

export function quotedList(items: Iterable<string>): string {
  return [...items].map((item) => `"${item}"`).join(', ');
}

export function plural(word: string, items: readonly unknown[]): string {
  return items.length === 1 ? word : `${word}s`;
}

export function uses(items: readonly unknown[]): string {
  return items.length === 1 ? 'uses' : 'use';
}
