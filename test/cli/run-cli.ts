import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

export const SAMPLE = 'snapshots/sample.ksnap';
export const SAMPLE_RECORDING = 'recordings/sample.ksrec';
export const DRAIN = 'kubectl drain worker-5 --ignore-daemonsets --delete-emptydir-data';

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program as a user does. */
export function cli(
  args: readonly string[],
  options: {
    readonly input?: string | Buffer;
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
  } = {},
): CliResult {
  const { status, stdout, stderr } = spawnSync(resolve('bin/kubectl-smart'), args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    input: options.input ?? '',
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    maxBuffer: 1 << 28,
  });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** A folder of its own for the files of a test. */
export function workFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kubectl-smart-test-'));
}

/** Writes a file into a folder; returns its path. */
export function fileIn(folder: string, name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** One file in a tar archive. */
export function tarOf(name: string, content: string, typeflag = '0', link = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${Buffer.byteLength(content).toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(typeflag, 156);
  header.write(link, 157, 100);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
  body.write(content);
  return gzipSync(Buffer.concat([header, body, Buffer.alloc(1024)]));
}
