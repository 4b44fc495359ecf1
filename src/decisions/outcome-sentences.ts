import type { EventRecord, LogLine, ObjectRef, Recording } from '../history/index.ts';
import { isObject, variedWords } from '../kubernetes/index.ts';
import type { SymptomType } from './pod-symptoms.ts';
import { textTemplate } from './text-template.ts';

/** How many pods a workload wanted and how many were ready, from a time on. */
export interface Readiness {
  readonly timeMs: number;
  readonly wanted: number;
  readonly ready: number;
}

/** Reasons of events that say what a pod's status says as well. */
const SAID_BY_STATUS: Readonly<Record<string, SymptomType>> = {
  OOMKilling: 'oomKilled',
  BackOff: 'crashLoop',
  FailedScheduling: 'unschedulable',
  Evicted: 'evicted',
  Failed: 'imagePull',
};
const TROUBLE =
  /\b(fatal|panic|error|exception|refused|denied|too many|out of memory|time[d -]?out|failed|cannot|unable)\b/i;
/** A rollout takes its time: shorter stretches say nothing of whether all pods came to be ready. */
const SETTLED_MS = 120_000;
/** Templates of log lines beyond this many are left out. */
const LOG_TEMPLATES = 3;
const TEXT_LENGTH = 160;

/** Warnings whose trouble no status showed: one sentence a reason. */
export function eventSentences(warnings: readonly EventRecord[], told: ReadonlySet<SymptomType>): string[] {
  const inside = warnings.filter(({ reason }) => {
    const status = SAID_BY_STATUS[reason];
    return status === undefined || !told.has(status);
  });
  const groups = Map.groupBy(
    inside,
    ({ reason, regarding, note }) => `${reason} ${regarding.kind} ${textTemplate(note)}`,
  );
  return [...groups.values()].map((group) => {
    const [first] = group;
    const objects = new Set(group.map(({ regarding }) => regarding.name)).size;
    const kind = first!.regarding.kind.split('.', 1)[0]!;
    const of =
      kind === 'Pod' ? `${objects} pod${objects === 1 ? '' : 's'}` : `${kind} ${first!.regarding.name}`;
    return `${first!.reason} of ${of}${times(countOf(group))}: ${cut(variedWords(group.map(({ note }) => note)))}`;
  });
}

/** Some sources repeat an event with a growing count, some only repeat it. */
function countOf(group: readonly EventRecord[]): number {
  const counts = new Map<string, number>();
  for (const { regarding, note, count } of group) {
    const id = `${regarding.name} ${note}`;
    counts.set(id, Math.max(counts.get(id) ?? 0, count));
  }
  const counted = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return Math.max(counted, group.length);
}

/** The status of a workload over time. */
export function readinessOf(recording: Recording, ref: ObjectRef): Readiness[] {
  const readiness: Readiness[] = [];
  for (const change of recording.objects.changesOf(ref)) {
    if (!change.isStateKnown || change.operation === 'DELETED') continue;
    const object = recording.objects.bodyOf(change);
    const status = isObject(object?.status) ? object.status : undefined;
    const spec = isObject(object?.spec) ? object.spec : undefined;
    if (!status || typeof spec?.replicas !== 'number') continue;
    const ready = typeof status.readyReplicas === 'number' ? status.readyReplicas : 0;
    const last = readiness.at(-1);
    if (last?.wanted === spec.replicas && last.ready === ready) continue;
    readiness.push({ timeMs: change.timeMs, wanted: spec.replicas, ready });
  }
  return readiness;
}

/** Whether a workload ever had all the pods that it wanted. */
export function readinessSentences(readiness: readonly Readiness[], fromMs: number, toMs: number): string[] {
  if (toMs - fromMs < SETTLED_MS) return [];
  const before = readiness.findLast(({ timeMs }) => timeMs <= fromMs);
  const inside = readiness.filter(({ timeMs }) => timeMs > fromMs && timeMs < toMs);
  const states = before ? [before, ...inside] : inside;
  const wanted = (inside.at(-1) ?? before)?.wanted;
  if (wanted === undefined || wanted === 0) return [];
  const most = Math.max(...states.map(({ ready }) => ready));
  return most >= wanted ? [] : [`never all ${wanted} pods were ready: ${most} at most`];
}

/** Lines that sound of trouble and were not written in the same length of time before. */
export function logSentences(
  { logLines }: { readonly logLines: (fromMs: number, toMs: number) => readonly LogLine[] },
  fromMs: number,
  toMs: number,
): string[] {
  const troubled = (lines: readonly LogLine[]) => lines.filter(({ text }) => TROUBLE.test(text));
  const known = new Set(
    troubled(logLines(fromMs - (toMs - fromMs), fromMs - 1)).map(({ text }) => textTemplate(text)),
  );
  const groups = Map.groupBy(troubled(logLines(fromMs, toMs)), ({ text }) => textTemplate(text));
  return [...groups]
    .filter(([template]) => !known.has(template))
    .sort(([, a], [, b]) => b.length - a.length || a[0]!.timeMs - b[0]!.timeMs)
    .slice(0, LOG_TEMPLATES)
    .map(([, lines]) => {
      const pods = new Set(lines.map(({ pod }) => pod.name)).size;
      return `new in the log of ${pods} pod${pods === 1 ? '' : 's'}${times(lines.length)}: ${cut(variedWords(lines.map(({ text }) => text)))}`;
    });
}

function times(count: number): string {
  return count === 1 ? '' : `, ${count} times`;
}

function cut(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  return oneLine.length > TEXT_LENGTH ? `${oneLine.slice(0, TEXT_LENGTH)}…` : oneLine;
}
