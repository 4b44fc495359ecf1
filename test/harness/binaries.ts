import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type HarnessVersion, harnessVersion } from './versions.ts';

/** The programs of a control plane, and the in-process scheduler oracle. */
export const CONTROL_PLANE = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kwok',
] as const;
/** Name of a program that the harness runs. */
export type Program = (typeof CONTROL_PLANE)[number] | 'scheduler-oracle';
/** Finds the path of a program. */
export type FindProgram = (program: Program) => string;

/** Raised when a program of the harness is nowhere to be found; its message says how to get it. */
export class MissingProgram extends Error {}

/** As `programFinder`, but kubectl is the newest: what we foretell is what that one prints, whatever the cluster's version. */
export function clusterPrograms(version: HarnessVersion): FindProgram {
  const [own, newest] = [programFinder(version), programFinder(harnessVersion())];
  return (program) => (program === 'kubectl' ? newest(program) : own(program));
}

/** Folder into which `npm run harness:build` puts the programs of a version. */
export function binaryFolder(version: HarnessVersion): string {
  const cache =
    process.env.KUBECTL_SMART_HARNESS_CACHE ?? join(homedir(), '.cache', 'kubectl-smart', 'harness');
  return join(cache, `v${version.kubernetes}`, 'bin');
}

/**
 * Returns a finder over, in this order: the folder in KUBECTL_SMART_HARNESS_BIN, the harness's own cache, PATH.
 * The finder throws `MissingProgram` for what is in none of them.
 */
export function programFinder(
  version: HarnessVersion = harnessVersion(process.env.KUBECTL_SMART_HARNESS_VERSION),
): FindProgram {
  const given = process.env.KUBECTL_SMART_HARNESS_BIN;
  const folders = [given, binaryFolder(version), ...(process.env.PATH ?? '').split(delimiter)].filter(
    (folder) => folder,
  );
  return (program) => {
    const found = folders.map((folder) => join(folder as string, program)).find(isExecutable);
    if (found !== undefined) return found;
    throw new MissingProgram(missingMessage(program, version));
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missingMessage(program: string, version: HarnessVersion): string {
  return [
    `The harness needs ${program} (Kubernetes ${version.kubernetes}) and found it neither in KUBECTL_SMART_HARNESS_BIN,`,
    `nor in ${binaryFolder(version)}, nor on PATH.`,
    'With Go 1.26 or newer:  npm run harness:build   (about 10 minutes once, seconds afterwards; Go modules only)',
    `Without Go: put ${CONTROL_PLANE.join(', ')} of that version into a folder and name it in KUBECTL_SMART_HARNESS_BIN;`,
    'scheduler-oracle comes from `npm run harness:build` on a machine with Go of the same kind.',
  ].join('\n');
}
