import type { HarnessVersion } from '../versions.ts';

/** One Go module of the harness: what its go.mod says and what is built in it. */
export interface GoModule {
  readonly name: string;
  /** `module path@version` pairs that it requires. */
  readonly requires: readonly (readonly [path: string, version: string])[];
  /** Modules to be replaced by their published versions. */
  readonly replaces: readonly (readonly [path: string, version: string])[];
  /** Packages by the name of the program that is built from them. */
  readonly programs: Readonly<Record<string, string>>;
  readonly linkerFlags: readonly string[];
  readonly tags: readonly string[];
}

const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'];
const VERSION_PACKAGES = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'];

/** The modules to build for a version. `stagingModules` are those that the go.mod of k8s.io/kubernetes replaces by folders of its own. */
export function goModules(version: HarnessVersion, stagingModules: readonly string[]): GoModule[] {
  const tag = `v${version.kubernetes}`;
  const [major, minor] = version.kubernetes.split('.') as [string, string];
  return [
    {
      name: 'kube',
      requires: [['k8s.io/kubernetes', tag]],
      replaces: stagingModules.map((path) => [path, `v${version.staging}`]),
      programs: {
        ...Object.fromEntries(COMPONENTS.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`])),
        'scheduler-oracle': './oracle',
      },
      linkerFlags: [
        ...VERSION_PACKAGES.map((path) => `-X ${path}.gitVersion=${tag}`),
        `-X k8s.io/component-base/version.gitMajor=${major}`,
        `-X k8s.io/component-base/version.gitMinor=${minor}`,
        `-X main.kubernetesVersion=${tag}`,
      ],
      tags: [`kube${major}${minor}`],
    },
    single('etcd', 'go.etcd.io/etcd/server/v3', version.etcd, 'go.etcd.io/etcd/server/v3'),
    single('kwok', 'sigs.k8s.io/kwok', version.kwok, 'sigs.k8s.io/kwok/cmd/kwok'),
  ];
}

function single(name: string, path: string, version: string, program: string): GoModule {
  return {
    name,
    requires: [[path, `v${version}`]],
    replaces: [],
    programs: { [name]: program },
    linkerFlags: [],
    tags: [],
  };
}

/** Text of a module's go.mod. */
export function goMod(module: GoModule, goVersion: string): string {
  return [
    `module kubectl-smart.test/${module.name}`,
    '',
    `go ${goVersion}`,
    '',
    ...module.requires.map(([path, version]) => `require ${path} ${version}`),
    '',
    ...module.replaces.map(([path, version]) => `replace ${path} => ${path} ${version}`),
    '',
  ].join('\n');
}

/** A Go file that names the programs from elsewhere, so that `go mod tidy` keeps what they need. */
export function toolsFile(module: GoModule): string {
  const imports = Object.values(module.programs).filter((path) => !path.startsWith('.'));
  return [
    '//go:build tools',
    '',
    'package tools',
    '',
    'import (',
    ...imports.map((path) => `\t_ "${path}"`),
    ')',
    '',
  ].join('\n');
}

/** Modules that the go.mod of k8s.io/kubernetes replaces by its staging folders. */
export function stagingModulesOf(kubernetesGoMod: string): string[] {
  return [
    ...new Set(
      [...kubernetesGoMod.matchAll(/(k8s\.io\/[a-z0-9-]+) => \.\/staging/g)].map(
        ([, path]) => path as string,
      ),
    ),
  ].sort();
}

/** The Go version that a go.mod asks for. */
export function goVersionOf(text: string): string {
  return /^go (\S+)$/m.exec(text)?.[1] ?? '1.24.0';
}
