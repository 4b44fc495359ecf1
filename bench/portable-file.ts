import { join } from 'node:path';
import { clusterObjects } from './cluster.ts';
import { runProgram } from './measure.ts';
import { writeObjects } from './write-objects.ts';

/** The program as its users start it. */
export const PROGRAM = new URL('../bin/kubectl-smart', import.meta.url).pathname;

/** A portable file of the mix, imported by the program from an export that is written here; and how long that took. */
export function portableFile(
  folder: string,
  nodes: number,
  podsPerNode: number,
): { readonly file: string; readonly importMs: number } {
  const list = join(folder, `mix-${nodes}.json`);
  const file = join(folder, `mix-${nodes}.ksnap`);
  writeObjects(list, clusterObjects({ nodes, podsPerNode, pending: 0 }), 'compact');
  const { exit, wallMs } = runProgram(PROGRAM, ['snapshot', 'import', list, '--to', file]);
  if (exit !== 0) throw new Error(`the import exited with ${exit}`);
  return { file, importMs: wallMs };
}
