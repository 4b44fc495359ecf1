import { InputError } from '../../errors/index.ts';
import type { FileReader, InputObject, VerbInput } from '../verb.ts';
import { buildKustomization } from './kustomize.ts';
import { objectsIn } from './objects-in-file.ts';

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
