import type { Stage, StageEntry } from '../documents.ts';
import type { ObjectMoment } from '../run/fold-objects.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { cordonOf, describeChange, nodeStatus } from './describe-change.ts';
import { counted } from './duration.ts';
import { makeStage } from './stage-builder.ts';

/** What the command itself changed: nodes it cordoned, and any other objects. */
export function changeStages(run: RunView, index: number): Stage[] {
  const { line } = run.commands[index]!;
  // An eviction writes to its budget's status as well: that is no change of anybody's will.
  const mine = run.objects.moments.filter(
    (moment) => moment.by.name === line && describeChange(moment) !== 'unchanged',
  );
  const cordons = mine.filter((moment) => cordonOf(moment) !== undefined);
  const others = mine.filter((moment) => cordonOf(moment) === undefined);
  const stages: Stage[] = [];
  if (cordons.length > 0) stages.push(stageOf('cordon', index, cordons, cordonSummary(cordons), cordonText));
  if (others.length > 0) {
    stages.push(
      stageOf('change', index, others, `${counted(others.length, 'object')} changed`, describeChange),
    );
  }
  return stages;
}

function stageOf(
  name: 'cordon' | 'change',
  command: number,
  moments: readonly ObjectMoment[],
  summary: string,
  text: (moment: ObjectMoment) => string,
): Stage {
  const entries: StageEntry[] = moments.map((moment) => ({
    sign: '~',
    object: objectName(moment),
    t: seconds(moment.timeMs),
    text: text(moment),
  }));
  const fromMs = moments[0]!.timeMs;
  return makeStage({ name, command, fromMs, toMs: moments.at(-1)!.timeMs, summary, entries });
}

function cordonText({ before, after }: ObjectMoment): string {
  return `${before ? nodeStatus(before) : ''} → ${after ? nodeStatus(after) : ''}`;
}

function cordonSummary(moments: readonly ObjectMoment[]): string {
  const off = moments.filter((moment) => cordonOf(moment) === 'cordoned').length;
  const parts = [];
  if (off > 0) parts.push(`${counted(off, 'node')} cordoned`);
  if (off < moments.length) parts.push(`${counted(moments.length - off, 'node')} uncordoned`);
  return parts.join(', ');
}

/** `deployment/shop/web`, `node/worker-5`: the kind in small letters without its group. */
export function objectName({ kind, key }: Pick<ObjectMoment, 'kind' | 'key'>): string {
  return `${kind.split('.')[0]!.toLowerCase()}/${key}`;
}
