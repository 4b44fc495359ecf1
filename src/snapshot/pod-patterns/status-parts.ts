import type { Dictionary } from '../../columns/index.ts';
import type { Container, PodStatus } from '../../kubernetes/index.ts';
import { conditionOf } from '../../kubernetes/index.ts';
import { type ContainerStatus, isResizeCondition, isResized } from '../notable-status.ts';
import { POD_FLAGS } from '../pod-columns.ts';
import { timeOf } from './hole-values.ts';
import type { PartMeaning } from './part-reader.ts';
import { type Meaning, PatternPart } from './pattern-part.ts';
import { ignoredRole, type Path, ROLES, type ScalarType } from './roles.ts';

const LEARNED_BYTES_MAX = 3 * 2 ** 20;

interface ConditionsMeaning extends Meaning {
  readonly readyChangedMs: number;
}

/** Reads a pod's conditions: `value` is the flags that they set, `detail` 1 when one is about a resize. */
export class ConditionsPart extends PatternPart<ConditionsMeaning> {
  /** When the Ready condition that was read last changed, NaN without one. */
  readyChangedMs = Number.NaN;

  constructor() {
    super({
      within: (conditions) => ({ status: { conditions } }),
      meaningOf: (part) => conditionsMeaning({ conditions: part } as PodStatus),
      rolesOf: (part) => conditionRole(readyIndex(part)),
      bytesMax: LEARNED_BYTES_MAX,
    });
  }

  protected override matched(found: ConditionsMeaning, bytes: Buffer, meaning: PartMeaning): boolean {
    this.readyChangedMs = found.readyChangedMs;
    const { starts, ends, roles, count } = this.tree;
    for (let index = 0; index < count; index++) {
      if (roles[index] === ROLES.readyChanged)
        this.readyChangedMs = timeOf(bytes, starts[index]!, ends[index]!);
    }
    return super.matched(found, bytes, meaning);
  }

  protected override parsed(found: ConditionsMeaning, meaning: PartMeaning): void {
    this.readyChangedMs = found.readyChangedMs;
    super.parsed(found, meaning);
  }
}

function conditionsMeaning(status: PodStatus): ConditionsMeaning {
  const ready = conditionOf(status.conditions, 'Ready');
  const scheduled = conditionOf(status.conditions, 'PodScheduled');
  let flags = 0;
  if (ready?.status === 'True') flags |= POD_FLAGS.ready;
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') flags |= POD_FLAGS.unschedulable;
  if (conditionOf(status.conditions, 'DisruptionTarget')?.status === 'True')
    flags |= POD_FLAGS.disruptionTarget;
  const changed = ready?.lastTransitionTime as string | undefined;
  return {
    value: flags,
    detail: (status.conditions ?? []).some(({ type }) => isResizeCondition(type)) ? 1 : 0,
    readyChangedMs: changed === undefined ? Number.NaN : Date.parse(changed),
  };
}

function conditionRole(ready: number) {
  return ([index, key, ...rest]: Path, type: ScalarType): number => {
    if (rest.length > 0) return ignoredRole(type);
    if (key === 'lastTransitionTime' && index === ready)
      return type === 'string' ? ROLES.readyChanged : ROLES.fixed;
    return key === 'type' || key === 'status' || key === 'reason' || key === undefined
      ? ROLES.fixed
      : ignoredRole(type);
  };
}

/** The condition that the columns look at: the first of type Ready. */
function readyIndex(conditions: unknown): number {
  return Array.isArray(conditions)
    ? conditions.findIndex((condition: { readonly type?: unknown } | null) => condition?.type === 'Ready')
    : -1;
}

/** With which resources a container runs. */
export const RUNS_WITH = {
  /** Those of the spec, or nothing tells. */
  asked: 0,
  others: 1,
  /** No container of its name is in the spec. */
  unknown: 2,
} as const;

/** What a container's status says of resources. */
type Resources = Pick<ContainerStatus, 'name' | 'resources' | 'allocatedResources'>;

/** Reads the status of a container: `value` is a number of what it says of resources, `detail` its restarts. */
export class ContainerStatusPart extends PatternPart {
  readonly #resources: Resources[];
  /** By piece of containers and number, what `runsWith` answered. */
  readonly #answers = new Map<number, number>();

  constructor() {
    const numbers = new Map<string, number>();
    const resources: Resources[] = [];
    super({
      within: (part) => ({ status: { containerStatuses: [part] } }),
      meaningOf: (part) => {
        const { name, resources: actual, allocatedResources, restartCount = 0 } = part as ContainerStatus;
        const said = {
          name,
          ...(actual === undefined ? {} : { resources: actual }),
          ...(allocatedResources === undefined ? {} : { allocatedResources }),
        };
        const text = JSON.stringify(said);
        const value = numbers.get(text) ?? resources.push(said) - 1;
        numbers.set(text, value);
        return { value, detail: restartCount };
      },
      rolesOf: () => containerStatusRole,
      bytesMax: LEARNED_BYTES_MAX,
    });
    this.#resources = resources;
  }

  protected override matched(found: Meaning, bytes: Buffer, meaning: PartMeaning): boolean {
    super.matched(found, bytes, meaning);
    const { starts, ends, roles, count } = this.tree;
    for (let index = 0; index < count; index++) {
      if (roles[index] === ROLES.restarts)
        meaning.detail = Number(bytes.toString('latin1', starts[index]!, ends[index]!));
    }
    return true;
  }

  /** With which resources the container of this number runs, one of RUNS_WITH. */
  runsWith(number: number, piece: number, pieces: Dictionary<unknown>): number {
    const key = piece * NUMBERS_MAX + number;
    let answer = number < NUMBERS_MAX ? this.#answers.get(key) : undefined;
    if (answer === undefined) {
      answer = runsWith(this.#resources[number]!, pieces.get(piece) as readonly Container[]);
      if (number < NUMBERS_MAX) this.#answers.set(key, answer);
    }
    return answer;
  }
}

/** Numbers whose answers are kept. */
const NUMBERS_MAX = 2 ** 20;

function runsWith(said: Resources, containers: readonly Container[]): number {
  if (said.resources === undefined && said.allocatedResources === undefined) return RUNS_WITH.asked;
  if (!containers.some(({ name }) => name === said.name)) return RUNS_WITH.unknown;
  return isResized(said, containers) ? RUNS_WITH.others : RUNS_WITH.asked;
}

/** Fields of a container's status that tell whether a pod is plainly running. */
const READ = new Set<string | number | undefined>(['name', 'resources', 'allocatedResources']);

function containerStatusRole([field, ...rest]: Path, type: ScalarType): number {
  if (READ.has(field)) return ROLES.fixed;
  if (field === 'restartCount' && rest.length === 0) return type === 'integer' ? ROLES.restarts : ROLES.fixed;
  return ignoredRole(type);
}
