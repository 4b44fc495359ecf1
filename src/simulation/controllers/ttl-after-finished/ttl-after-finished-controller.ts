import type { Job } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';

const JOB = 'Job.batch';

/**
 * Deletes finished Jobs when their time to live is over.
 *
 * @source pkg/controller/ttlafterfinished/ttlafterfinished_controller.go → Controller (v1.36.3)
 */
export function ttlAfterFinishedController(): Controller {
  return { name: 'ttl-after-finished-controller', concerns: new Set([JOB]), watch, unsettled, sync };
}

function* watch(change: Change): Iterable<string> {
  if (change.type !== 'putObject' || change.kind !== JOB) return;
  if (expiryMs(change.object as Job) !== undefined) yield keyOf(change.object);
}

function* unsettled(world: WorldView): Iterable<string> {
  for (const job of world.objects.all(JOB)) if (expiryMs(job as Job) !== undefined) yield keyOf(job);
}

function sync(key: string, { world, api, actor, nowMs, requeueAfter }: ControllerContext): void {
  const { namespace, name } = splitKey(key);
  const job = world.objects.get(JOB, namespace, name) as Job | undefined;
  const atMs = job && expiryMs(job);
  if (!job || atMs === undefined) return;
  const leftMs = atMs - (world.startMs + nowMs);
  // The end of a Job that was finished before the run is no reason to go on with it.
  const isOld = finishedMs(job) < world.startMs;
  if (leftMs > 0) requeueAfter(key, leftMs, isOld);
  else api.delete({ kind: JOB, namespace, name }, actor, { propagation: 'Foreground' });
}

/** When the Job is to be deleted, milliseconds since the epoch; undefined for one that lives on. */
function expiryMs(job: Job): number | undefined {
  const ttlSeconds = job.spec?.ttlSecondsAfterFinished;
  if (ttlSeconds === undefined || job.metadata.deletionTimestamp) return undefined;
  const atMs = finishedMs(job);
  return Number.isNaN(atMs) ? undefined : atMs + ttlSeconds * 1000;
}

/** When the Job was complete or failed, milliseconds since the epoch; NaN while it is neither. */
function finishedMs({ status }: Job): number {
  const finished = status?.conditions?.find(
    ({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True',
  );
  return Date.parse(String(finished?.lastTransitionTime));
}
