import type { ObjectRef, Recording, Sample, Series } from '../../history/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';
import { numberOf, roundedGibibytes } from './amounts.ts';
import type { Growth } from './forecast-series.ts';
import { grownOutlook, sorted } from './grown-outlook.ts';
import type { Fix, OutlookContext, Outlooks } from './outlook.ts';

/** Volumes only fill: a few hours show it. */
const MIN_DAYS = 0.25;
/** How far ahead a fix looks, and how full it leaves things. */
const FIX_DAYS = 90;
const FIX_SHARE = 0.8;

/** Claims that fill, by the kubelets' metrics: bytes and inodes. */
export function claimOutlooks(context: OutlookContext): Outlooks {
  const { recording, namespace } = context;
  if (!recording) return { outlooks: [], refused: [] };
  const claims = new Map(
    (context.snapshot.objects.get('PersistentVolumeClaim') ?? []).map((claim) => [nameOf(claim), claim]),
  );
  const said = [
    {
      used: 'kubelet_volume_stats_used_bytes',
      size: 'kubelet_volume_stats_capacity_bytes',
      what: 'storage',
      unit: 'bytes',
    },
    {
      used: 'kubelet_volume_stats_inodes_used',
      size: 'kubelet_volume_stats_inodes',
      what: 'inodes',
      unit: 'count',
    },
  ].flatMap(({ used, size, what, unit }) => {
    const sizes = newestByClaim(recording, size, context.nowMs);
    return [...newestSeries(recording.metrics.series(used))].flatMap(([name, series]) => {
      const claim = claims.get(name);
      const own = series[0]!.labels;
      const limit = sizes.get(name) ?? (what === 'storage' ? capacityOf(claim) : undefined);
      if (limit === undefined || !(limit > 0) || (namespace !== undefined && own.namespace !== namespace))
        return [];
      if (claims.size > 0 && !claim) return [];
      const object: ObjectRef = {
        kind: 'PersistentVolumeClaim',
        namespace: own.namespace ?? '',
        name: own.persistentvolumeclaim ?? '',
      };
      const samples = merged(recording, series, context.nowMs);
      const fix = (growth: Growth) => claimFix(object, claim, context, growth, what);
      return [
        grownOutlook(
          {
            kind: 'claim',
            object,
            what,
            unit: unit === 'bytes' ? 'bytes' : 'count',
            samples,
            limit,
            source: used,
            fix,
            minDays: MIN_DAYS,
          },
          context,
        ),
      ];
    });
  });
  return sorted(said);
}

function claimFix(
  { namespace, name }: ObjectRef,
  claim: KubeObject | undefined,
  context: OutlookContext,
  growth: Growth,
  what: string,
): Fix {
  const { storageClassName } = (claim?.spec ?? {}) as { readonly storageClassName?: string };
  const storageClass = (context.snapshot.objects.get('StorageClass.storage.k8s.io') ?? []).find(
    ({ metadata }) => metadata.name === storageClassName,
  );
  if (what === 'inodes') {
    return {
      command: `kubectl exec -n ${namespace} POD -- df -i`,
      effect: 'shows where the many small files are; a larger volume does not always have more inodes',
    };
  }
  if (storageClass?.allowVolumeExpansion !== true) {
    return {
      command: `kubectl get storageclass ${storageClassName ?? ''} -o yaml`.trim(),
      effect: `${storageClass ? 'its class does not allow expansion' : 'whether its class allows expansion is not known'}: clean up, or move to a larger claim`,
    };
  }
  const size = roundedGibibytes((growth.now + growth.perDayHigh * FIX_DAYS) / FIX_SHARE);
  return {
    command: `kubectl patch pvc ${name} -n ${namespace} --type=merge -p '{"spec":{"resources":{"requests":{"storage":"${size}Gi"}}}}'`,
    effect: `room for ${FIX_DAYS} more days at ${Math.round(FIX_SHARE * 100)} % full`,
  };
}

function capacityOf(claim: KubeObject | undefined): number | undefined {
  const { capacity } = (claim?.status ?? {}) as { readonly capacity?: { readonly storage?: string } };
  return numberOf(capacity?.storage);
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

/** The series of each claim: it has a new one with each node that it is mounted on. */
function newestSeries(series: readonly Series[]): Map<string, Series[]> {
  return Map.groupBy(
    series,
    ({ labels }) => `${labels.namespace ?? ''}/${labels.persistentvolumeclaim ?? ''}`,
  );
}

/** The samples of several series as one, oldest first; of two at a time the larger. */
export function merged(recording: Recording, series: readonly Series[], toMs: number): Sample[] {
  const values = new Map<number, number>();
  for (const { id } of series) {
    for (const { timeMs, value } of recording.metrics.samples(id, { toMs })) {
      values.set(timeMs, Math.max(value, values.get(timeMs) ?? value));
    }
  }
  return [...values].sort(([a], [b]) => a - b).map(([timeMs, value]) => ({ timeMs, value }));
}

function newestByClaim(recording: Recording, metric: string, toMs: number): Map<string, number> {
  const newest = new Map<string, number>();
  for (const [name, series] of newestSeries(recording.metrics.series(metric))) {
    const last = merged(recording, series, toMs).at(-1);
    if (last) newest.set(name, last.value);
  }
  return newest;
}

/** Disks of nodes that fill, by node-exporter's metrics. */
export function diskOutlooks(context: OutlookContext): Outlooks {
  const { recording, namespace } = context;
  if (!recording || namespace !== undefined) return { outlooks: [], refused: [] };
  const diskOf = ({ labels }: Series) => `${nodeIn(labels)} ${labels.mountpoint ?? ''}`;
  const sizes = Map.groupBy(recording.metrics.series('node_filesystem_size_bytes'), diskOf);
  const said = [...Map.groupBy(recording.metrics.series('node_filesystem_avail_bytes'), diskOf)].flatMap(
    ([disk, series]) => {
      const { labels } = series[0]!;
      if (/^(tmpfs|overlay|squashfs|ramfs)$/.test(labels.fstype ?? '')) return [];
      const limit = merged(recording, sizes.get(disk) ?? [], context.nowMs).at(-1)?.value;
      if (limit === undefined || !(limit > 0)) return [];
      const node = nodeIn(labels);
      const free = merged(recording, series, context.nowMs);
      return [
        grownOutlook(
          {
            kind: 'disk',
            object: { kind: 'Node', namespace: '', name: node },
            what: `disk ${labels.mountpoint ?? ''}`.trim(),
            unit: 'bytes',
            samples: free.map(({ timeMs, value }) => ({ timeMs, value: limit - value })),
            limit,
            source: 'node_filesystem_avail_bytes',
            minDays: MIN_DAYS,
            fix: (growth) => ({
              command: `kubectl debug node/${node} -it --image=busybox -- du -xhd 3 /host/var`,
              effect: `shows what fills it; ${evictionWords(growth, limit)}. To take the node out: kubectl smart simulate "kubectl drain ${node} --ignore-daemonsets"`,
            }),
          },
          context,
        ),
      ];
    },
  );
  return sorted(said);
}

/** Of the disk with the kubelet's own files, and of one with images: a kubelet with its defaults evicts pods from here on. */
const EVICTS_AT = 0.9;
const EVICTS_WITH_IMAGES_AT = 0.85;

/**
 * When pods are evicted, which is before the disk is full.
 *
 * @source pkg/kubelet/apis/config/v1beta1/defaults_linux.go → DefaultEvictionHard (v1.36.3)
 */
function evictionWords({ now, perDay }: Growth, limit: number): string {
  const when = (share: number) => {
    const days = (share * limit - now) / perDay;
    if (days <= 0) return 'passed already';
    return days < 1 ? 'within a day' : `in ${days.toFixed(1)} days`;
  };
  return (
    `a kubelet with its defaults evicts pods from ${EVICTS_AT * 100} % on (${when(EVICTS_AT)} at this rate), ` +
    `from ${EVICTS_WITH_IMAGES_AT * 100} % where images lie (${when(EVICTS_WITH_IMAGES_AT)})`
  );
}

/** The node that a metric of a node-exporter is about. */
function nodeIn(labels: Readonly<Record<string, string>>): string {
  return (
    labels.node ?? labels.nodename ?? labels.kubernetes_node ?? (labels.instance ?? '').replace(/:\d+$/, '')
  );
}
