import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { binaryFolder } from '../binaries.ts';
import { runMain } from '../run-main.ts';
import { type HarnessVersion, harnessVersion } from '../versions.ts';
import { type GoModule, goMod, goModules, goVersionOf, stagingModulesOf, toolsFile } from './go-modules.ts';

const ORACLE = join(import.meta.dirname, '../go/oracle');
/** Go version that etcd and kwok are built with. */
const GO_OF_TOOLS = '1.26.0';
const GO_ENVIRONMENT = { CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false -mod=mod' };

await runMain(async () => {
  const { values } = parseArgs({
    options: { kubernetes: { type: 'string' }, only: { type: 'string', multiple: true } },
  });
  await build(harnessVersion(values.kubernetes), values.only);
});

/** Builds every program of a version (or only the named ones) that is missing or older than its inputs. */
async function build(version: HarnessVersion, only?: readonly string[]): Promise<void> {
  const bin = binaryFolder(version);
  mkdirSync(bin, { recursive: true });
  const kubernetes = JSON.parse(
    await go(['mod', 'download', '-json', `k8s.io/kubernetes@v${version.kubernetes}`], dirname(bin)),
  ) as { Dir: string };
  const kubernetesGoMod = readFileSync(join(kubernetes.Dir, 'go.mod'), 'utf8');
  for (const module of goModules(version, stagingModulesOf(kubernetesGoMod))) {
    const wanted = Object.keys(module.programs).filter((name) => only === undefined || only.includes(name));
    const stale = wanted.filter((name) => !isFresh(bin, name, module));
    if (stale.length === 0) continue;
    const folder = join(dirname(bin), module.name);
    await prepare(folder, module, module.name === 'kube' ? goVersionOf(kubernetesGoMod) : GO_OF_TOOLS);
    for (const name of stale) {
      process.stdout.write(`building ${name} ${version.kubernetes} …\n`);
      const flags = [
        '-trimpath',
        '-tags',
        module.tags.join(','),
        '-ldflags',
        ['-s', '-w', ...module.linkerFlags].join(' '),
      ];
      await go(['build', ...flags, '-o', join(bin, name), module.programs[name] as string], folder);
      writeFileSync(join(bin, `.${name}.inputs`), inputsOf(module, name));
    }
  }
  process.stdout.write(`The harness for Kubernetes ${version.kubernetes} is in ${bin}\n`);
}

async function prepare(folder: string, module: GoModule, goVersion: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'go.mod'), goMod(module, goVersion));
  writeFileSync(join(folder, 'tools.go'), toolsFile(module));
  rmSync(join(folder, 'oracle'), { recursive: true, force: true });
  if ('scheduler-oracle' in module.programs) copyOracle(join(folder, 'oracle'), module.tags[0] as string);
  await go(['mod', 'tidy'], folder);
}

/** Copies the oracle with the one of its `kube…` files that speaks this version's framework. */
function copyOracle(folder: string, tag: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(ORACLE)) {
    if (!file.startsWith('kube') || file === `${tag}.go`)
      copyFileSync(join(ORACLE, file), join(folder, file));
  }
}

function isFresh(bin: string, program: string, module: GoModule): boolean {
  const stamp = join(bin, `.${program}.inputs`);
  return (
    existsSync(join(bin, program)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === inputsOf(module, program)
  );
}

/** Digest of all that a program is built from. */
function inputsOf(module: GoModule, program: string): string {
  const digest = createHash('sha256').update(JSON.stringify(module));
  if (program === 'scheduler-oracle')
    for (const file of readdirSync(ORACLE).sort()) digest.update(readFileSync(join(ORACLE, file)));
  return digest.digest('hex');
}

/** Runs the Go toolchain and returns its standard output; what it says to stderr is shown when it fails. */
function go(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, { cwd, env: { ...process.env, ...GO_ENVIRONMENT } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', () =>
      reject(
        new Error(
          'The harness is built with Go 1.26 or newer, and there is no `go` on PATH: see https://go.dev/doc/install.',
        ),
      ),
    );
    child.once('close', (code) =>
      code === 0 ? resolve(stdout) : reject(new Error(`go ${args[0]} failed:\n${stderr}`)),
    );
  });
}
