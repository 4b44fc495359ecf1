import { InputError } from '../../errors/index.ts';
import { isObject as isJsonObject, type KubeObject, parseYaml } from '../../kubernetes/index.ts';
import type { FileReader, InputObject, VerbInput } from '../verb.ts';
import { buildKustomization } from './kustomize.ts';

const EXTENSIONS = ['.json', '.yaml', '.yml'];

/**
 * The objects that a line's `-f` and `-k` hold, in the order of the files.
 *
 * @throws InputError for a file that cannot be read or holds something else.
 * @source k8s.io/cli-runtime/pkg/resource/builder.go → Builder.FilenameParam (v0.36.3)
 */
export function readObjects({ flags, files, command }: VerbInput): InputObject[] {
  const paths = flags.list('filename');
  const kustomization = flags.text('kustomize');
  if (kustomization !== undefined) {
    if (paths.length > 0) throw new InputError('only one of -f or -k can be specified', { where: command });
    return buildKustomization(kustomization, files).map((object) => ({ object, source: kustomization }));
  }
  return paths.flatMap((path) =>
    filesAt(path, flags.isOn('recursive'), files).flatMap((file) => objectsIn(file, files)),
  );
}

/** The objects of one file; Lists are taken apart. */
export function objectsIn(path: string, files: FileReader): InputObject[] {
  const source = path === '-' ? 'STDIN' : path;
  return parseYaml(files.read(path), source).flatMap(({ value, position }) => {
    const where = `${source}, line ${position.line}`;
    if (!isJsonObject(value)) throw new InputError('this is no Kubernetes object', { where });
    return itemsOf(value, where).map((object) => ({ object, source }));
  });
}

function itemsOf(value: Readonly<Record<string, unknown>>, where: string): KubeObject[] {
  if (typeof value.kind !== 'string' || value.kind === '') {
    throw new InputError("Object 'Kind' is missing", { where });
  }
  if (typeof value.apiVersion !== 'string' || value.apiVersion === '') {
    throw new InputError("Object 'apiVersion' is missing", { where });
  }
  if (Array.isArray(value.items) && value.kind.endsWith('List')) {
    return value.items.flatMap((item, index) => {
      const itemWhere = `${where}, items[${index}]`;
      if (!isJsonObject(item)) throw new InputError('this is no Kubernetes object', { where: itemWhere });
      return itemsOf(item, itemWhere);
    });
  }
  const metadata = value.metadata ?? {};
  if (!isJsonObject(metadata)) throw new InputError('metadata is no object', { where });
  return [{ ...value, metadata } as KubeObject];
}

function filesAt(path: string, recursive: boolean, files: FileReader): string[] {
  if (/^https?:\/\//.test(path)) {
    throw new InputError(`${path} is a URL, and nothing is fetched in a simulation`, {
      hint: 'Save it to a file and name that.',
    });
  }
  const names = path === '-' ? undefined : files.list(path);
  if (!names) return [path];
  return names.flatMap((name) => {
    const child = `${path.replace(/\/$/, '')}/${name}`;
    if (EXTENSIONS.some((extension) => name.endsWith(extension))) return [child];
    return recursive && files.list(child) ? filesAt(child, recursive, files) : [];
  });
}
