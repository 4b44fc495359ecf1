import { join } from 'node:path';
import type { KubeObject } from '../src/kubernetes/index.ts';
import { runProgram } from './measure.ts';
import { writeObjects } from './write-objects.ts';

/** The program as its users start it. */
export const PROGRAM = new URL('../bin/kubectl-smart', import.meta.url).pathname;

/** A portable file of a cluster, imported by the program from an export that is written here; and how long that took. */
export function portableFile(
  folder: string,
  name: string,
  objects: Iterable<KubeObject>,
): { readonly file: string; readonly importMs: number } {
  const list = join(folder, `${name}.json`);
  const file = join(folder, `${name}.ksnap`);
  writeObjects(list, objects, 'compact');
  const { exit, wallMs } = runProgram(PROGRAM, ['snapshot', 'import', list, '--to', file]);
  if (exit !== 0) throw new Error(`the import exited with ${exit}`);
  return { file, importMs: wallMs };
}
