import type { CommandResult } from '../../simulation/index.ts';
import type { Stage, StageEntry } from '../documents.ts';
import { seconds } from '../run/seconds.ts';
import { counted } from './duration.ts';
import { makeStage } from './stage-builder.ts';

/** What the command checked before it did anything: its warnings, and its refusal if it refused. */
export function guardStage(command: CommandResult, index: number, isRefusal: boolean): Stage | undefined {
  const lines = command.stderr.split('\n').filter((line) => line !== '');
  const warnings = lines.filter((line) => line.startsWith('Warning: '));
  const refused = command.exit !== 0 && isRefusal;
  if (warnings.length === 0 && !refused) return undefined;
  const t = seconds(command.startMs);
  const entries: StageEntry[] = warnings.map((line) => ({
    sign: '~',
    object: '',
    t,
    text: line,
  }));
  if (refused) {
    const errors = lines.filter((line) => !line.startsWith('Warning: '));
    entries.push({
      sign: '!',
      object: '',
      t,
      text: errors[0] ?? `exit ${command.exit}`,
      details: errors.slice(1),
    });
  }
  return makeStage({
    name: 'guard',
    command: index,
    fromMs: command.startMs,
    toMs: refused ? (command.endMs ?? command.startMs) : command.startMs,
    summary: refused ? `refused, exit ${command.exit}` : staying(ignoredPods([command]).length),
    entries,
  });
}

/** `2 pods stay`. */
function staying(count: number): string {
  return count === 0 ? '' : `${counted(count, 'pod')} ${count === 1 ? 'stays' : 'stay'}`;
}

const IGNORED = /ignoring DaemonSet-managed Pods: ([^;\n]*)/g;

/** The pods that kubectl said it leaves where they are. */
export function ignoredPods(commands: readonly CommandResult[]): string[] {
  const pods = new Set<string>();
  for (const { stderr } of commands) {
    for (const [, list = ''] of stderr.matchAll(IGNORED)) {
      for (const pod of list.split(',')) if (pod.trim() !== '') pods.add(pod.trim());
    }
  }
  return [...pods];
}
