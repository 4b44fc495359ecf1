import type { KubeObject } from '../../kubernetes/index.ts';
import { type CommandContext, type Process, type Propagation, sleep } from '../../simulation/index.ts';
import type { Target } from '../cluster/targets.ts';
import { withoutVersion } from '../cluster/without-version.ts';
import { type Flag, type FlagValues, usage } from '../command-line/flags.ts';
import { cascadeWarning, propagationOf } from '../delete/options.ts';
import { type Failure, failure } from '../output/failure.ts';

const POLL_INTERVAL_MS = 1000;

/** Flags that matter only where `--force` deletes. */
export const FORCE_FLAGS: readonly Flag[] = [
  { name: 'force', type: 'boolean' },
  { name: 'cascade', type: 'string', bare: 'background' },
  { name: 'grace-period', type: 'integer' },
  { name: 'timeout', type: 'duration' },
  { name: 'wait', type: 'boolean' },
];

/** How an object is replaced that refuses to be patched. */
export interface ApplyForce {
  readonly isForced: boolean;
  readonly propagation: Propagation;
  /** Absent: the object's own. */
  readonly gracePeriodSeconds: number | undefined;
  /** 0: looks once whether it is gone. */
  readonly timeoutMs: number;
  /** What kubectl says about how the cascade was given. */
  readonly warning: string | undefined;
}

/** @source k8s.io/kubectl/pkg/cmd/apply/apply.go → ApplyOptions.Validate (v0.36.3) */
export function forceOf(
  flags: FlagValues,
  { isServerSide, dryRun }: { readonly isServerSide: boolean; readonly dryRun: string },
  command: string,
): ApplyForce {
  const isForced = flags.isOn('force');
  if (isForced && isServerSide) throw usage('--force cannot be used with --server-side', command);
  if (isForced && dryRun === 'server') throw usage('--dry-run=server cannot be used with --force', command);
  const grace = flags.integer('grace-period') ?? -1;
  return {
    isForced,
    propagation: propagationOf(flags.text('cascade') ?? 'background', command),
    gracePeriodSeconds: grace < 0 ? undefined : grace,
    timeoutMs: flags.durationMs('timeout') ?? 0,
    warning: cascadeWarning(flags.text('cascade')),
  };
}

/**
 * Deletes the object, looks until it is gone, and creates it anew; the old one comes back if the server refuses the new.
 *
 * @source k8s.io/kubectl/pkg/cmd/apply/patcher.go → Patcher.deleteAndCreate (v0.36.3)
 */
export function* deleteAndCreate(
  { world, api, actor, nowMs }: CommandContext,
  { reference }: Target,
  original: KubeObject,
  object: KubeObject,
  { propagation, gracePeriodSeconds, timeoutMs }: ApplyForce,
): Process<Failure | undefined> {
  const deleted = api.delete(reference, actor, {
    propagation,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  });
  if (!deleted.ok) return { status: deleted.status };
  const deadlineMs = nowMs() + timeoutMs;
  while (world.get(reference)) {
    const leftMs = deadlineMs - nowMs();
    if (leftMs > 0) yield* sleep(Math.min(POLL_INTERVAL_MS, leftMs));
    if (nowMs() >= deadlineMs && world.get(reference)) return failure('context deadline exceeded');
  }
  const created = api.create(withoutVersion(object), actor);
  if (created.ok) return undefined;
  api.create(withoutVersion(original), actor);
  return { status: created.status };
}
