import type { FindingEntry, Summary, Verdict } from './documents.ts';
import { heldPods } from './findings/held-pods.ts';
import { isDisrupted, isLostForGood, lossOf } from './run/loss.ts';
import { isPending } from './run/pod-life.ts';
import type { RunView } from './run/run-view.ts';
import { seconds } from './run/seconds.ts';
import { counted, duration } from './stages/duration.ts';
import { ignoredPods } from './stages/guard-stage.ts';

/** Counts and verdict of a run and its findings, as far as the run touched the cluster. */
export function summarize(run: RunView, findings: readonly FindingEntry[]): Omit<Summary, 'pendingBefore'> {
  const evicted = run.lives.filter((life) => isDisrupted(run, life));
  const made = new Set(evicted.flatMap((life) => run.replacements.get(life) ?? []));
  const pending = run.lives.filter((life) => isPending(life) && !life.isOld).length;
  const weakenedBy = [
    ...new Set(findings.filter(({ code }) => code === 'KIND_UNKNOWN').flatMap(({ objects }) => objects)),
  ];
  const verdict = verdictOf(run, findings, weakenedBy);
  return {
    evicted: evicted.length,
    rescheduled: [...made].filter(({ node }) => node !== undefined).length,
    removed: run.lives.filter((life) => lossOf(run, life) === 'removed').length,
    placed: run.lives.filter((life) => !life.isOld && life.node !== undefined && !made.has(life)).length,
    pending,
    blocked: heldPods(run).length,
    ignored: ignoredPods(run.commands).length,
    lost: evicted.filter((life) => isLostForGood(run, life)).length,
    servicesAtZero: run.services.filter(({ zeroFromMs }) => zeroFromMs !== undefined).length,
    endSeconds: seconds(run.endMs),
    settled: run.settled,
    verdict,
    reason: reasonOf(run, findings, verdict, weakenedBy, pending),
    weakenedBy,
  };
}

function verdictOf(run: RunView, findings: readonly FindingEntry[], weakenedBy: readonly string[]): Verdict {
  if (run.commands.some(({ exit, endMs }) => exit !== 0 || endMs === undefined)) return 'blocked';
  if (findings.some(({ severity }) => severity !== 'info')) return 'risky';
  return weakenedBy.length > 0 ? 'unknown' : 'safe';
}

function reasonOf(
  run: RunView,
  findings: readonly FindingEntry[],
  verdict: Verdict,
  weakenedBy: readonly string[],
  pending: number,
): string {
  switch (verdict) {
    case 'blocked': {
      const running = run.commands.find(({ endMs }) => endMs === undefined);
      const failed = run.commands.find(({ exit }) => exit !== 0);
      const what = running
        ? `${running.line} does not end within ${duration(seconds(run.horizonMs))}`
        : `${failed?.line} exits with ${failed?.exit}`;
      return `${what}${pending > 0 ? `, and ${counted(pending, 'pod')} ${pending === 1 ? 'stays' : 'stay'} pending` : ''}.`;
    }
    case 'risky': {
      const critical = findings.filter(({ severity }) => severity === 'critical').length;
      const warnings = findings.filter(({ severity }) => severity === 'warning').length;
      const parts = [];
      if (critical > 0) parts.push(counted(critical, 'critical finding'));
      if (warnings > 0) parts.push(counted(warnings, 'warning'));
      return `every command ends, with ${parts.join(' and ')}.`;
    }
    case 'unknown':
      return `nothing found speaks against it, but the snapshot does not tell enough about ${weakenedBy.join(', ')}.`;
    case 'safe':
      return 'every command ends, every pod finds a place and no Service loses its last endpoint.';
  }
}
