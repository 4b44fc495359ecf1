import type { PodBody } from './bodies.ts';
import { between, chance, DAY, END, HOUR, MINUTE, moment, noise, SECOND, START, ticks } from './moments.ts';
import type { Life } from './running.ts';
import type { Shop } from './shop.ts';
import { claimUse, diskFree } from './volumes.ts';

type Labels = Readonly<Record<string, string>>;

/** One metric of a dump. */
interface Family {
  readonly type: 'gauge' | 'counter';
  readonly unit?: string;
  readonly help: string;
  readonly lines: string[];
}

/** Everything that was measured, in the text format of OpenMetrics. */
export class Metrics {
  readonly #families = new Map<string, Family>();

  declare(name: string, type: Family['type'], help: string, unit?: string): void {
    this.#families.set(name, { type, help, lines: [], ...(unit ? { unit } : {}) });
  }

  sample(name: string, labels: Labels, atMs: number, value: number): void {
    const text = Object.entries(labels)
      .map(([key, each]) => `${key}="${each}"`)
      .join(',');
    this.#families.get(name)!.lines.push(`${name}{${text}} ${Number(value.toPrecision(6))} ${atMs / 1000}`);
  }

  text(): string {
    const blocks = [...this.#families].map(([name, { type, unit, help, lines }]) => {
      const family = type === 'counter' ? name.replace(/_total$/, '') : name;
      return [
        `# HELP ${family} ${help}`,
        `# TYPE ${family} ${type}`,
        ...(unit ? [`# UNIT ${family} ${unit}`] : []),
        ...lines,
      ].join('\n');
    });
    return `${blocks.join('\n')}\n# EOF\n`;
  }
}

/** Measures the shop after its time has passed. */
export function measured(shop: Shop): Metrics {
  const metrics = new Metrics();
  metrics.declare('kubelet_volume_stats_used_bytes', 'gauge', 'Bytes used of the volume.', 'bytes');
  metrics.declare('kubelet_volume_stats_capacity_bytes', 'gauge', 'Capacity of the volume.', 'bytes');
  metrics.declare('node_filesystem_avail_bytes', 'gauge', 'Bytes available to users.', 'bytes');
  metrics.declare('node_filesystem_size_bytes', 'gauge', 'Size of the file system.', 'bytes');
  metrics.declare('container_memory_working_set_bytes', 'gauge', 'Working set of a container.', 'bytes');
  metrics.declare('container_cpu_usage_seconds_total', 'counter', 'CPU time of a container.', 'seconds');
  metrics.declare(
    'http_request_duration_seconds',
    'gauge',
    'Quantiles of the duration of requests.',
    'seconds',
  );
  metrics.declare('http_requests_total', 'counter', 'Requests by status code.');
  claimUse(metrics);
  diskFree(metrics);
  for (const life of shop.lives) containers(metrics, life);
  latencies(metrics);
  requests(metrics);
  return metrics;
}

const OUTAGE = { fromMs: moment('2024-01-15 13:30:00'), toMs: moment('2024-01-15 15:10:00') };
/** Containers are measured since then. */
const CONTAINERS_FROM = moment('2024-01-13 09:00:00');
const MEBIBYTE = 1024 * 1024;

function containers(metrics: Metrics, { pod, app, fromMs, toMs, restarts }: Life): void {
  const [container] = pod.spec.containers;
  if (!container || toMs < CONTAINERS_FROM) return;
  const labels = { namespace: pod.metadata.namespace!, pod: pod.metadata.name, container: container.name };
  const isClose = app === 'api' || app === 'api-gateway';
  const started = Math.max(fromMs, CONTAINERS_FROM);
  let seconds = ((started - START) / 1000) * cpuUse(app, pod, started);
  let last = started;
  for (const at of containerTicks(isClose)) {
    if (at < fromMs + 5 * SECOND || at > toMs) continue;
    const since = restarts.reduce((newest, each) => (each <= at ? each : newest), fromMs);
    metrics.sample(
      'container_memory_working_set_bytes',
      labels,
      at,
      memoryUse(app, pod, at, since) * MEBIBYTE,
    );
    if (at >= OUTAGE.fromMs && at <= OUTAGE.toMs && at % HOUR !== 0) continue;
    seconds += ((at - last) / 1000) * cpuUse(app, pod, at);
    last = at;
    metrics.sample('container_cpu_usage_seconds_total', labels, at, seconds);
  }
}

function containerTicks(isClose: boolean): number[] {
  const times: number[] = [];
  for (let at = CONTAINERS_FROM; at <= END; at += HOUR) times.push(at);
  if (isClose) for (let at = OUTAGE.fromMs; at <= OUTAGE.toMs; at += MINUTE) times.push(at);
  return [...new Set(times)].sort((a, b) => a - b);
}

/** How much a shop is visited: by day more than by night. */
function load(at: number): number {
  const hour = (at % DAY) / HOUR;
  return 0.55 + 0.45 * Math.sin(((hour - 9) / 24) * 2 * Math.PI);
}

function requestOf(pod: PodBody): { readonly cpu: number; readonly memory: number } {
  const [container] = pod.spec.containers as {
    resources?: { requests?: { cpu?: string; memory?: string } };
  }[];
  const { cpu = '100m', memory = '128Mi' } = container?.resources?.requests ?? {};
  return { cpu: Number.parseInt(cpu, 10) / 1000, memory: Number.parseInt(memory, 10) };
}

function cpuUse(app: string, pod: PodBody, at: number): number {
  return requestOf(pod).cpu * (0.25 + 0.4 * load(at) + between(0, 0.06, 'cpu', app, pod.metadata.name, at));
}

/** MiB of a container at a time, when it was last started at `since`. */
function memoryUse(app: string, pod: PodBody, at: number, since: number): number {
  const { memory } = requestOf(pod);
  const wobble = 1 + 0.012 * noise('memory', pod.metadata.name, at);
  const usual = memory * (0.62 + 0.1 * chance('memory', pod.metadata.name)) * wobble;
  const minutes = (at - since) / MINUTE;
  switch (app) {
    case 'inventory':
      // The release of 13 January never lets go of its feeds: 7 MiB an hour.
      return 395 * wobble + (minutes / 60) * 7;
    case 'catalog':
      // Warm caches by day, cold ones by night.
      return memory * (0.6 + 0.55 * load(at)) * wobble;
    case 'api': {
      const isUnbounded = since > moment('2024-01-15 14:09:00') && since < moment('2024-01-15 14:49:30');
      return isUnbounded ? Math.min(508, 250 + minutes * 19) * wobble : usual;
    }
    default:
      return usual;
  }
}

function latencies(metrics: Metrics): void {
  const times = [...ticks(6 * HOUR, 20 * MINUTE, END - 3 * DAY)];
  for (let at = OUTAGE.fromMs; at <= OUTAGE.toMs; at += MINUTE) times.push(at);
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  for (const [namespace, service, base] of [
    ['default', 'api-gateway', 0.18],
    ['default', 'api', 0.12],
    ['production', 'checkout', 0.21],
    ['production', 'catalog', 0.08],
    ['payments', 'payment-api', 0.34],
  ] as const) {
    for (const at of sorted) {
      const usual = base * (0.85 + 0.3 * load(at)) * (1 + 0.05 * noise('latency', service, at));
      const labels = { namespace, service, quantile: '0.99' };
      metrics.sample('http_request_duration_seconds', labels, at, usual + slowness(service, at));
    }
  }
}

/** By how much the outage makes requests slower, in seconds: api first, and what asks it. */
function slowness(service: string, at: number): number {
  if (service !== 'api' && service !== 'api-gateway') return 0;
  const from = moment(service === 'api' ? '2024-01-15 14:13:00' : '2024-01-15 14:15:00');
  const worst = moment('2024-01-15 14:30:00');
  const over = moment('2024-01-15 14:52:00');
  if (at < from || at >= over) return 0;
  const height = service === 'api' ? 4.1 : 4.8;
  return at < worst
    ? height * ((at - from) / (worst - from)) ** 1.5
    : height * (1 + 0.02 * noise('slow', service, at));
}

function requests(metrics: Metrics): void {
  for (const [namespace, service, perSecond] of [
    ['default', 'api-gateway', 42],
    ['default', 'api', 88],
    ['production', 'checkout', 3.1],
  ] as const) {
    let [good, bad] = [0, 0];
    let last = END - 3 * DAY;
    const times: number[] = [];
    for (let at = last; at <= END; at += 20 * MINUTE) times.push(at);
    for (let at = OUTAGE.fromMs; at <= OUTAGE.toMs; at += MINUTE) times.push(at);
    for (const at of [...new Set(times)].sort((a, b) => a - b)) {
      const seconds = (at - last) / 1000;
      const rate = perSecond * (0.3 + load(at)) * (1 + 0.04 * noise('rate', service, at));
      const share = errorShare(service, at);
      good += seconds * rate * (1 - share);
      bad += seconds * rate * share;
      last = at;
      metrics.sample('http_requests_total', { namespace, service, code: '200' }, at, Math.round(good));
      metrics.sample('http_requests_total', { namespace, service, code: '503' }, at, Math.round(bad));
    }
  }
}

function errorShare(service: string, at: number): number {
  const isOut = at > moment('2024-01-15 14:24:00') && at < moment('2024-01-15 14:52:00');
  if (!isOut || service === 'checkout') return 0.0004;
  return at > moment('2024-01-15 14:28:00') && service === 'api-gateway' ? 0.97 : 0.6;
}
