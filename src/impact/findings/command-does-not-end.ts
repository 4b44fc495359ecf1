import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { counted, duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';
import { heldPods } from './held-pods.ts';

/** A command that would run until somebody interrupts it, for a reason that no other finding tells. */
export const commandDoesNotEnd: FindingType = {
  code: 'COMMAND_DOES_NOT_END',
  title: 'A command does not end',
  *find(run) {
    if (run.commands.every(({ endMs }) => endMs !== undefined)) return;
    const held = heldPods(run);
    const kept = keptByFinalizers(run);
    for (const [index, { line, endMs }] of run.commands.entries()) {
      if (endMs !== undefined || held.some(({ refusal }) => refusal.command === index)) continue;
      yield {
        severity: 'critical',
        objects: kept.map(({ kind, key }) => `${plainKind(kind)}/${key}`),
        subject: line,
        message: `${line} does not end: it still waits at t+${duration(seconds(run.endMs))}${because(kept)}.`,
        evidence: [],
      };
    }
  },
};

interface Kept {
  readonly kind: string;
  readonly key: string;
  readonly finalizers: readonly string[];
}

/** The objects that are deleted and that a finalizer keeps at the end. */
function keptByFinalizers({ objects }: RunView): Kept[] {
  const kept = new Map<string, Kept>();
  for (const { kind, key, after } of objects.moments) {
    const { deletionTimestamp, finalizers = [] } = after?.metadata ?? {};
    kept.delete(`${kind} ${key}`);
    if (deletionTimestamp !== undefined && finalizers.length > 0)
      kept.set(`${kind} ${key}`, { kind, key, finalizers });
  }
  return [...kept.values()];
}

function because(kept: readonly Kept[]): string {
  if (kept.length === 0) return '';
  const finalizers = [...new Set(kept.flatMap((each) => each.finalizers))];
  const inUse = finalizers.includes('kubernetes.io/pvc-protection')
    ? ' (claims stay while pods use them)'
    : '';
  return ` for ${counted(kept.length, 'object')} kept by ${finalizers.join(', ')}${inUse}`;
}

/** `Deployment` of `Deployment.apps`. */
function plainKind(kind: string): string {
  return kind.split('.')[0]!;
}
