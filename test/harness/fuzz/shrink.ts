import type { Loose, LooseObject } from '../generate/draft.ts';
import type { SchedulingScenario } from '../generate/generate-scenario.ts';

/** Whether a scenario still shows what is looked for. */
export type Shows = (scenario: SchedulingScenario) => Promise<boolean>;

/** What every object keeps, so that it remains one that an API server would hold. */
const KEPT = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'namespace',
  'uid',
  'spec',
  'status',
  'containers',
  'image',
  'phase',
  'schedulerName',
  'nodeName',
  'claimName',
  'resourceClaimName',
  'resourceClaimTemplateName',
  'driver',
]);

/**
 * A smallest scenario that still shows it: no object and no field can be taken away any more (the search is
 * bounded by `budget` questions). Delta debugging over objects first, then over fields, until nothing changes.
 */
export async function shrink(
  scenario: SchedulingScenario,
  shows: Shows,
  budget = 4000,
): Promise<SchedulingScenario> {
  let left = budget;
  const ask: Shows = async (candidate) => left-- > 0 && (await shows(candidate));
  let smallest = scenario;
  for (let size = Number.POSITIVE_INFINITY; sizeOf(smallest) < size && left > 0; ) {
    size = sizeOf(smallest);
    smallest = await dropConfig(smallest, ask);
    smallest = await dropObjects(smallest, ask);
    smallest = await dropFields(smallest, ask);
  }
  return smallest;
}

function sizeOf(scenario: SchedulingScenario): number {
  return JSON.stringify(scenario).length;
}

async function dropConfig(scenario: SchedulingScenario, shows: Shows): Promise<SchedulingScenario> {
  const { config: _, ...plain } = scenario;
  return scenario.config !== undefined && (await shows(plain)) ? plain : scenario;
}

async function dropObjects(scenario: SchedulingScenario, shows: Shows): Promise<SchedulingScenario> {
  let objects = [...scenario.objects];
  for (
    let chunk = Math.ceil(objects.length / 2);
    chunk >= 1;
    chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2)
  ) {
    for (let start = 0; start < objects.length; ) {
      const rest = [...objects.slice(0, start), ...objects.slice(start + chunk)];
      if (rest.length > 0 && (await shows({ ...scenario, objects: rest }))) objects = rest;
      else start += chunk;
    }
  }
  return { ...scenario, objects };
}

async function dropFields(scenario: SchedulingScenario, shows: Shows): Promise<SchedulingScenario> {
  const copy = structuredClone(scenario) as { objects: LooseObject[]; config?: Loose } & SchedulingScenario;
  const visit = async (parent: Loose, name = ''): Promise<void> => {
    for (const key of Object.keys(parent).reverse()) {
      const isLastContainer = name === 'containers' && parent.length === 1;
      if (!KEPT.has(key) && !isLastContainer && (await without(parent, key))) continue;
      const value = parent[key];
      if (typeof value === 'object' && value !== null) await visit(value, key);
    }
  };
  const without = async (parent: Loose, key: string): Promise<boolean> => {
    const before = Array.isArray(parent) ? [...parent] : { ...parent };
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
    if (await shows(copy)) return true;
    if (Array.isArray(parent)) parent.splice(0, parent.length, ...(before as unknown[]));
    else restoreInOrder(parent, before as Record<string, unknown>);
    return false;
  };
  for (const object of copy.objects) await visit(object);
  if (copy.config !== undefined) await visit(copy.config);
  return copy;
}

/** Puts a deleted key back where it was, so that objects keep the order of their fields. */
function restoreInOrder(target: Record<string, unknown>, before: Record<string, unknown>): void {
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, before);
}
