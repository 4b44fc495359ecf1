import type { Actor, Answer, DeleteOptions } from './api.ts';
import { refusals, refuse } from './refusals.ts';
import { epochMs, type Storage } from './storage.ts';

/** What the API server fills in for a pod that says nothing. */
const DEFAULT_GRACE_SECONDS = 30;

/** What asking to delete a pod comes to. */
type Outcome =
  /** It is on its way already and no shorter grace was asked for. */
  | { readonly type: 'pending' }
  /** The deletion begins, or its grace is shortened. */
  | { readonly type: 'terminate'; readonly deletionMs: number; readonly graceSeconds: number }
  | { readonly type: 'remove' };

/**
 * Deletes a pod as the API server does: with grace on a node, at once elsewhere; finalizers hold the object.
 *
 * @source k8s.io/apiserver/pkg/registry/generic/registry/store.go → Store.Delete (v0.36.3)
 */
export function deletePod(
  storage: Storage,
  row: number,
  by: Actor,
  options: DeleteOptions = {},
): Answer<undefined> {
  const { world, write } = storage;
  const uid = world.pods.uid(row);
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    return refuse(refusals.conflict('Pod', world.pods.name(row), why));
  }
  const outcome = outcomeOf(storage, row, options.gracePeriodSeconds);
  if (options.dryRun || outcome.type === 'pending') return DELETED;
  const held = world.pods.hasFinalizers(row);
  if (outcome.type === 'terminate') {
    const { deletionMs, graceSeconds } = outcome;
    write(by, { type: 'terminatePod', row, deletionMs, graceSeconds });
    if (graceSeconds > 0) return DELETED;
  } else if (held && world.pods.deletionGraceSeconds(row) !== 0) {
    write(by, { type: 'terminatePod', row, deletionMs: epochMs(storage), graceSeconds: 0 });
  }
  if (!held) write(by, { type: 'removePod', row });
  return DELETED;
}

const DELETED: Answer<undefined> = { ok: true, value: undefined, warnings: [] };

/** @source k8s.io/apiserver/pkg/registry/rest/delete.go → BeforeDelete (v0.36.3) */
function outcomeOf(storage: Storage, row: number, requestedSeconds: number | undefined): Outcome {
  const { pods } = storage.world;
  const nowMs = epochMs(storage);
  const asked = requestedSeconds !== undefined && requestedSeconds < 0 ? 1 : requestedSeconds;
  if (!pods.isTerminating(row)) {
    const graceSeconds = graceOf(storage, row, asked);
    return { type: 'terminate', deletionMs: nowMs + graceSeconds * 1000, graceSeconds };
  }
  const current = pods.deletionGraceSeconds(row);
  if (current <= 0) return { type: 'remove' };
  if (asked === undefined || asked >= current) return { type: 'pending' };
  const deletionMs = pods.deletionMs(row) + (asked - current) * 1000;
  if (deletionMs >= nowMs) return { type: 'terminate', deletionMs, graceSeconds: asked };
  return { type: 'terminate', deletionMs: nowMs, graceSeconds: asked === 0 ? 0 : 1 };
}

/** @source pkg/registry/core/pod/strategy.go → podStrategy.CheckGracefulDelete (v1.36.3) */
function graceOf({ world: { pods } }: Storage, row: number, asked: number | undefined): number {
  if (pods.nodeRow(row) < 0 || pods.isTerminal(row)) return 0;
  const seconds =
    asked ?? pods.template(row).make.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  return seconds < 0 ? 1 : seconds;
}
