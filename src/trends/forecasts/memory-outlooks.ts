import {
  changeWords,
  decidedChanges,
  type ObjectRef,
  type Recording,
  refId,
  refKey,
  type Series,
} from '../../history/index.ts';
import { Owners } from '../symptoms/owners.ts';
import { numberOf } from './amounts.ts';
import type { Growth } from './forecast-series.ts';
import { grownOutlook, sorted } from './grown-outlook.ts';
import type { Fix, NotForecast, Outlook, OutlookContext, Outlooks } from './outlook.ts';
import { merged } from './volume-outlooks.ts';

const METRIC = 'container_memory_working_set_bytes';

interface PodState {
  readonly spec?: {
    readonly containers?: readonly {
      readonly name: string;
      readonly resources?: { readonly limits?: { readonly memory?: string } };
    }[];
  };
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state?: { readonly running?: { readonly startedAt?: string } };
    }[];
  };
}

/** Containers whose memory grows to its limit since they were last started; of the pods of a workload the first to get there. */
export function memoryOutlooks(context: OutlookContext): Outlooks {
  const { recording, namespace } = context;
  if (!recording) return { outlooks: [], refused: [] };
  const owners = new Owners();
  const containers = Map.groupBy(
    recording.metrics
      .series(METRIC)
      .filter(
        ({ labels }) => isContainer(labels) && (namespace === undefined || labels.namespace === namespace),
      ),
    ({ labels }) => `${labels.namespace}/${labels.pod}/${labels.container}`,
  );
  const said = [...containers.values()].flatMap((series) =>
    containerOutlook(series, owners, recording, context),
  );
  const { outlooks, refused } = sorted(said.map(({ said: each }) => each));
  const workloads = new Map(said.map(({ said: each, workload }) => [each, workload]));
  return { outlooks: firstOfEach(outlooks, (each) => refId(workloads.get(each)!)), refused };
}

function isContainer({ pod = '', container = '' }: Series['labels']): boolean {
  return pod !== '' && container !== '' && container !== 'POD';
}

function containerOutlook(
  series: readonly Series[],
  owners: Owners,
  recording: Recording,
  context: OutlookContext,
): { readonly said: Outlook | NotForecast; readonly workload: ObjectRef }[] {
  const { namespace = '', pod = '', container = '' } = series[0]!.labels;
  const ref: ObjectRef = { kind: 'Pod', namespace, name: pod };
  const state = recording.objects.objectAt(ref, context.nowMs);
  if (!state) return [];
  addOwners(owners, ref, recording, context.nowMs);
  const workload = owners.topOf(ref);
  const { spec, status } = state as PodState;
  const limit = numberOf(spec?.containers?.find(({ name }) => name === container)?.resources?.limits?.memory);
  const what = `memory of container ${container}`;
  if (limit === undefined) {
    return [
      {
        workload,
        said: {
          kind: 'memory',
          object: ref,
          what,
          reason: 'no limit',
          detail: 'the container has no memory limit',
        },
      },
    ];
  }
  const startedAt = status?.containerStatuses?.find(({ name }) => name === container)?.state?.running
    ?.startedAt;
  const startedMs = startedAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(startedAt);
  const samples = merged(recording, series, context.nowMs).filter(({ timeMs }) => timeMs >= startedMs);
  const said = grownOutlook(
    {
      kind: 'memory',
      object: ref,
      what,
      unit: 'bytes',
      samples,
      limit,
      source: METRIC,
      detail: () => sinceWords(workload, startedMs, recording),
      fix: (growth) => memoryFix(workload, growth, limit),
    },
    context,
  );
  return [{ said, workload }];
}

function addOwners(owners: Owners, ref: ObjectRef, recording: Recording, nowMs: number): void {
  let here = ref;
  for (let steps = 0; steps < 4; steps++) {
    const state = recording.objects.objectAt(here, nowMs);
    if (!state) return;
    owners.add(here, state);
    const next = owners.topOf(here);
    if (refId(next) === refId(here)) return;
    here = next;
  }
}

function memoryFix(workload: ObjectRef, growth: Growth, limit: number): Fix {
  const name = `${workload.kind.split('.', 1)[0]!.toLowerCase()}/${workload.name}`;
  if (!/^(Deployment|StatefulSet|DaemonSet)\.apps$/.test(workload.kind)) {
    return {
      command: `kubectl logs ${name} -n ${workload.namespace}`,
      effect: 'nothing starts this pod anew but you',
    };
  }
  const days = limit / growth.perDay;
  const again = days < 2 ? `${Math.max(1, Math.round(days * 24))} h` : `${Math.round(days)} days`;
  return {
    command: `kubectl rollout restart ${name} -n ${workload.namespace}`,
    effect: `begins anew; at this rate the limit is reached again after less than ${again}. If it began with a release: kubectl rollout undo ${name} -n ${workload.namespace}`,
  };
}

/** The change of the workload's template before the container started. */
function sinceWords(workload: ObjectRef, startedMs: number, recording: Recording): string | undefined {
  const changes = recording.objects
    .changesOf(workload)
    .filter(({ timeMs }) => timeMs <= startedMs)
    .reverse();
  for (const change of changes.slice(0, 50)) {
    const state = recording.objects.stateAfter(change);
    const fields = decidedChanges(recording.objects.stateBefore(change), state).filter(({ path }) =>
      path.startsWith('spec.template'),
    );
    if (fields.length === 0) continue;
    const who =
      change.actionId === undefined ? undefined : recording.actions.action(change.actionId)?.actor.user;
    const time = new Date(change.timeMs).toISOString().slice(0, 16).replace('T', ' ');
    return `runs since ${refKey(workload)} was changed at ${time}${who ? ` by ${who}` : ''}: ${changeWords(workload.kind, fields)}`;
  }
  return undefined;
}

function firstOfEach(outlooks: readonly Outlook[], keyOfOutlook: (outlook: Outlook) => string): Outlook[] {
  return [...Map.groupBy(outlooks, keyOfOutlook).values()].map((group) => {
    const [first, ...others] = [...group].sort((a, b) => a.runsOutMs! - b.runsOutMs!);
    if (others.length === 0) return first!;
    const more = `${others.length} more of its pods ${others.length === 1 ? 'grows' : 'grow'} too`;
    return { ...first!, detail: [first!.detail, more].filter((each) => each !== undefined).join('; ') };
  });
}
