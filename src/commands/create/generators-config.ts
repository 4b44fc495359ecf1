import { configKeyProblems } from '../../kubernetes/index.ts';
import { type FlagValues, usage } from '../command-line/flags.ts';
import type { FileReader, VerbInput } from '../verb.ts';
import type { Generator } from './generator.ts';

/** @source k8s.io/kubectl/pkg/cmd/create/create_namespace.go (v0.36.3) */
export const createNamespace: Generator = {
  name: 'namespace',
  aliases: ['ns'],
  usage: 'namespace NAME',
  flags: [],
  read: (_input, name) => () => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
    spec: {},
    status: {},
  }),
};

/** @source k8s.io/kubectl/pkg/cmd/create/create_serviceaccount.go (v0.36.3) */
export const createServiceAccount: Generator = {
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: 'serviceaccount NAME',
  flags: [],
  refused: 'failed to create serviceaccount:',
  read:
    ({ namespace }, name) =>
    () => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }),
};

/** The flags that give data. */
export const DATA_FLAGS = [
  { name: 'from-literal', type: 'array' },
  { name: 'from-file', type: 'list' },
  { name: 'from-env-file', type: 'list' },
  { name: 'append-hash', type: 'boolean', unmodelled: true },
] as const;

/** @source k8s.io/kubectl/pkg/cmd/create/create_configmap.go (v0.36.3) */
export const createConfigMap: Generator = {
  name: 'configmap',
  aliases: ['cm'],
  usage: 'configmap NAME --from-literal=KEY=VALUE… | --from-file=FILE… | --from-env-file=FILE',
  flags: DATA_FLAGS,
  refused: 'failed to create configmap:',
  read: (input, name) => {
    const data = dataOf(input, {
      invalid: (key, problems) =>
        `${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${problems.join(',')}`,
      twice: (key) =>
        `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`,
    });
    return () => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: input.namespace },
      ...(Object.keys(data).length > 0 ? { data } : {}),
    });
  },
};

/** What kubectl says of keys that cannot be. */
export interface KeyWords {
  readonly invalid: (key: string, problems: readonly string[]) => string;
  readonly twice: (key: string) => string;
}

/**
 * The texts of `--from-literal`, `--from-file` and `--from-env-file`, by key.
 *
 * @param fileKey the key of files that name none; otherwise it is their name.
 * @throws InputError for keys that cannot be or come twice.
 */
export function dataOf(
  { flags, files, command }: VerbInput,
  words: KeyWords,
  fileKey?: string,
): Record<string, string> {
  const data: Record<string, string> = {};
  const isCombined = flags.list('from-file').length + flags.list('from-literal').length > 0;
  if (flags.list('from-env-file').length > 0 && isCombined) {
    throw usage('from-env-file cannot be combined with from-file or from-literal', command);
  }
  const add = (key: string, value: string) => {
    const problems = configKeyProblems(key);
    if (problems.length > 0) throw usage(words.invalid(key, problems), command);
    if (key in data) throw usage(words.twice(key), command);
    data[key] = value;
  };
  for (const literal of flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw usage(`invalid literal source ${literal}, expected key=value`, command);
    add(literal.slice(0, equals), literal.slice(equals + 1).replace(/^(['"])(.*)\1$/, '$2'));
  }
  for (const [key, text] of fileEntries(flags, files, fileKey)) add(key, text);
  for (const path of flags.list('from-env-file')) {
    for (const line of files.read(path).split('\n')) {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const equals = trimmed.indexOf('=');
      add(equals < 0 ? trimmed : trimmed.slice(0, equals), equals < 0 ? '' : trimmed.slice(equals + 1));
    }
  }
  return data;
}

function fileEntries(flags: FlagValues, files: FileReader, fileKey: string | undefined): [string, string][] {
  return flags.list('from-file').flatMap((source) => {
    const equals = source.indexOf('=');
    const path = equals < 0 ? source : source.slice(equals + 1);
    const names = files.list(path);
    if (names) return names.map((name): [string, string] => [name, files.read(`${path}/${name}`)]);
    return [[equals < 0 ? (fileKey ?? path.split('/').at(-1)!) : source.slice(0, equals), files.read(path)]];
  });
}
