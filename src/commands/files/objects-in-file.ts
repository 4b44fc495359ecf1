import { InputError } from '../../errors/index.ts';
import { isObject as isJsonObject, type KubeObject, parseYaml } from '../../kubernetes/index.ts';
import type { FileReader, InputObject } from '../verb.ts';

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
