import { setTimeout as sleep } from 'node:timers/promises';
import { secondsFrom } from '../../../src/impact/compare/pod-timeline.ts';
import type { RecordedCommand } from '../../../src/impact/compare/recorded-run.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import type { Step } from '../scenario/steps.ts';
import { reportPods } from './report-pods.ts';

/** Does a scenario's steps, each at its time; returns the calls of kubectl in the order of the steps, when all have ended. */
export async function runSteps(
  plane: ControlPlane,
  steps: readonly Step[],
  { folder, startMs, version }: { folder: string; startMs: number; version: string },
): Promise<RecordedCommand[]> {
  const commands: Promise<RecordedCommand>[] = [];
  const kubectl = async (step: Step & { kind: 'kubectl' }): Promise<RecordedCommand> => {
    const start = secondsFrom(startMs, Date.now());
    const call = { folder, ...(step.user !== undefined && { user: step.user }) };
    const result = await plane.kubectl(step.args, call);
    const command = `kubectl ${step.args.join(' ')}`;
    return { command, start, end: secondsFrom(startMs, Date.now()), ...result };
  };
  for (const step of steps) {
    if (step.atSeconds !== undefined) await sleep(Math.max(0, startMs + step.atSeconds * 1000 - Date.now()));
    if (step.kind === 'pause') await sleep(step.seconds * 1000);
    else if (step.kind === 'report') await reportPods(plane, step.report, version);
    else if (step.kind === 'kubelets' && step.run) plane.startKubelets(step.nodes);
    else if (step.kind === 'kubelets') await plane.stopKubelets(step.nodes);
    else {
      const call = kubectl(step);
      commands.push(call);
      if (!step.meanwhile) await call;
    }
  }
  return await Promise.all(commands);
}
