import type { JsonReader } from './json-reader.ts';
import type { ResourceSpec } from './plugin-arguments.ts';

/** What scores look at unless told otherwise. */
export const CPU_AND_MEMORY: readonly ResourceSpec[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

/** The field `resources`: cpu and memory when absent or empty; an absent or zero weight is 1. */
export function decodeResources(args: JsonReader): readonly ResourceSpec[] {
  const resources = (args.objects('resources') ?? []).map((resource) => {
    const spec = { name: resource.string('name') ?? '', weight: resource.integer('weight') || 1 };
    resource.end();
    return spec;
  });
  return resources.length === 0 ? CPU_AND_MEMORY : resources;
}
