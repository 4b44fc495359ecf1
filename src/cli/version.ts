import { readFileSync } from 'node:fs';
import { NEWEST_MINOR } from '../kubernetes/index.ts';

/** The version of the package that this file was built into. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

export function printVersion(): void {
  process.stdout.write(`kubectl-smart ${packageVersion()} (models Kubernetes v1.29 to v1.${NEWEST_MINOR})\n`);
}
