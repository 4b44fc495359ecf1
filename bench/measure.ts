import { spawnSync } from 'node:child_process';

/** Milliseconds of wall time and of processor time that some work took. */
export interface Timing {
  readonly wallMs: number;
  readonly cpuMs: number;
}

export function timed(work: () => void): Timing {
  const cpu = process.cpuUsage();
  const started = performance.now();
  work();
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A program run to its end: its output, wall time, and largest resident size where the system tells it. */
export interface ProgramRun {
  readonly stdout: string;
  readonly wallMs: number;
  readonly exit: number | null;
}

export function runProgram(program: string, args: readonly string[]): ProgramRun {
  const started = performance.now();
  const { stdout, status, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (error) throw error;
  return { stdout, wallMs: performance.now() - started, exit: status };
}

/** The exponent of growth between two sizes: 1 is proportional, 0 does not grow. */
export function exponent(smallSize: number, small: number, largeSize: number, large: number): number {
  return Math.log(large / small) / Math.log(largeSize / smallSize);
}
