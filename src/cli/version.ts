import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NEWEST_MINOR, OLDEST_MINOR } from '../kubernetes/index.ts';

/** The version of the package that this code is part of: bundled, it stands some folders below. */
export function packageVersion(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string })
    .version;
}

export function printVersion(): void {
  process.stdout.write(
    `kubectl-smart ${packageVersion()} (models Kubernetes v1.${OLDEST_MINOR} to v1.${NEWEST_MINOR})\n`,
  );
}
