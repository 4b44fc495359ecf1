import { cpus, loadavg, totalmem } from 'node:os';

/** The machine, and how busy it was just now: figures of a busy one say less. */
export function machineLine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return `${cpus().length} × ${model}, ${gibibytes} GiB, Node ${process.version}, load ${load} at the end`;
}
