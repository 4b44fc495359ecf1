import { InputError } from '../../errors/index.ts';
import {
  isObject,
  type JsonObject,
  jsonPatch,
  type KubeObject,
  mergePatch,
  parseYaml,
  strategicMergePatch,
  typeOfKind,
} from '../../kubernetes/index.ts';
import type { FileReader } from '../verb.ts';
import { isClusterScoped } from './cluster-scope.ts';
import { setImages } from './kustomize-images.ts';
import { objectsIn } from './objects-in-file.ts';

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** The fields that are understood; any other is an error, never ignored. */
const FIELDS: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'bases',
  'namespace',
  'commonLabels',
  'commonAnnotations',
  'labels',
  'images',
  'replicas',
  'patches',
  'patchesStrategicMerge',
]);

/**
 * Builds a kustomization without running anything: resources, namespace, labels, annotations, images, replicas and
 * patches.
 *
 * @deviation generators, components, name prefixes and suffixes, plugins, helm charts and remote resources are refused.
 * @throws InputError for a kustomization that asks for more, or cannot be read.
 */
export function buildKustomization(folder: string, files: FileReader): KubeObject[] {
  const path = folder.replace(/\/$/, '');
  const names = files.list(path) ?? [];
  const fileName = FILE_NAMES.find((name) => names.includes(name));
  if (fileName === undefined) {
    throw new InputError(`unable to find one of '${FILE_NAMES.join("', '")}' in directory '${path}'`);
  }
  const file = `${path}/${fileName}`;
  const [document] = parseYaml(files.read(file), file);
  const kustomization = isObject(document?.value) ? document.value : {};
  for (const field of Object.keys(kustomization)) {
    if (!FIELDS.has(field)) {
      throw new InputError(`${field} of a kustomization is not modelled`, {
        where: file,
        hint: `Build it with kubectl kustomize ${folder} > all.yaml and name that file with -f.`,
      });
    }
  }
  let objects = [...listIn(kustomization, 'resources'), ...listIn(kustomization, 'bases')].flatMap((entry) =>
    resourcesAt(`${path}/${String(entry)}`, String(entry), files, file),
  );
  for (const text of listIn(kustomization, 'patchesStrategicMerge')) {
    objects = applyPatch(objects, patchText(String(text), path, files), undefined, file);
  }
  for (const patch of listIn(kustomization, 'patches')) {
    if (!isObject(patch)) continue;
    const text =
      typeof patch.path === 'string' ? files.read(`${path}/${patch.path}`) : String(patch.patch ?? '');
    objects = applyPatch(objects, text, isObject(patch.target) ? patch.target : undefined, file);
  }
  return objects.map((object) => transform(object, kustomization));
}

function resourcesAt(path: string, entry: string, files: FileReader, where: string): KubeObject[] {
  if (/^(https?|ssh|git)[:@]/.test(entry) || entry.startsWith('github.com/')) {
    throw new InputError(`${entry} is remote, and nothing is fetched in a simulation`, { where });
  }
  if (files.list(path)) return buildKustomization(path, files);
  return objectsIn(path, files).map(({ object }) => object);
}

function patchText(entry: string, folder: string, files: FileReader): string {
  return entry.includes('\n') ? entry : files.read(`${folder}/${entry}`);
}

function applyPatch(
  objects: readonly KubeObject[],
  text: string,
  target: JsonObject | undefined,
  where: string,
): KubeObject[] {
  let patched = [...objects];
  for (const { value } of parseYaml(text, where)) {
    const matches = (object: KubeObject) => (target ? isTarget(object, target) : isSameObject(object, value));
    if (!patched.some(matches)) throw new InputError('a patch matches no resource', { where });
    patched = patched.map((object) => (matches(object) ? patchedWith(object, value, where) : object));
  }
  return patched;
}

function patchedWith(object: KubeObject, patch: unknown, where: string): KubeObject {
  if (Array.isArray(patch)) {
    const result = jsonPatch(object, patch);
    if ('problem' in result) throw new InputError(result.problem, { where });
    return result.value as KubeObject;
  }
  if (!isObject(patch)) throw new InputError('a patch is an object or a list of operations', { where });
  const typeName = typeOfKind(object.apiVersion ?? '', object.kind ?? '');
  const { metadata: patchMetadata, ...rest } = patch;
  // A patch names its object, it does not rename it.
  const { name: _name, ...metadata } = isObject(patchMetadata) ? patchMetadata : {};
  const body = { ...rest, metadata };
  return (typeName ? strategicMergePatch(object, body, typeName) : mergePatch(object, body)) as KubeObject;
}

function isTarget({ kind, metadata }: KubeObject, target: JsonObject): boolean {
  const fits = (pattern: unknown, text = '') =>
    typeof pattern !== 'string' || new RegExp(`^(?:${pattern})$`).test(text);
  return (
    fits(target.kind, kind) && fits(target.name, metadata.name) && fits(target.namespace, metadata.namespace)
  );
}

function isSameObject({ kind, metadata }: KubeObject, patch: unknown): boolean {
  if (!isObject(patch) || !isObject(patch.metadata)) return false;
  return patch.kind === kind && patch.metadata.name === metadata.name;
}

function transform(object: KubeObject, kustomization: JsonObject): KubeObject {
  const { namespace } = kustomization;
  const labels = isObject(kustomization.commonLabels) ? kustomization.commonLabels : {};
  const annotations = isObject(kustomization.commonAnnotations) ? kustomization.commonAnnotations : {};
  const added: Record<string, unknown> = {};
  for (const entry of listIn(kustomization, 'labels')) {
    if (isObject(entry) && isObject(entry.pairs)) Object.assign(added, entry.pairs);
  }
  const metadata = {
    ...object.metadata,
    ...(typeof namespace === 'string' && !isClusterScoped(object) ? { namespace } : {}),
    ...withEntries('labels', object.metadata.labels, { ...labels, ...added }),
    ...withEntries('annotations', object.metadata.annotations, annotations),
  };
  const labelled = withSelectorLabels({ ...object, metadata } as KubeObject, labels);
  const scaled = withReplicas(labelled, listIn(kustomization, 'replicas'));
  return setImages(scaled, listIn(kustomization, 'images').filter(isObject));
}

function withReplicas(object: KubeObject, entries: readonly unknown[]): KubeObject {
  const { spec, kind = '' } = object;
  const entry = entries.find((each) => isObject(each) && each.name === object.metadata.name);
  if (!isObject(entry) || !isObject(spec)) return object;
  const isScalable = ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(kind);
  return isScalable ? { ...object, spec: { ...spec, replicas: entry.count } } : object;
}

function withEntries(field: string, own: JsonObject | undefined, added: JsonObject): JsonObject {
  return Object.keys(added).length === 0 ? {} : { [field]: { ...own, ...added } };
}

/** Common labels reach selectors and templates as well. */
function withSelectorLabels(object: KubeObject, labels: JsonObject): KubeObject {
  const { spec } = object;
  if (Object.keys(labels).length === 0 || !isObject(spec)) return object;
  const changed: Record<string, unknown> = { ...spec };
  if (object.kind === 'Service' && isObject(spec.selector))
    changed.selector = { ...spec.selector, ...labels };
  else if (isObject(spec.selector) && isObject(spec.selector.matchLabels)) {
    changed.selector = { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, ...labels } };
  }
  if (isObject(spec.template)) {
    const metadata = isObject(spec.template.metadata) ? spec.template.metadata : {};
    const own = isObject(metadata.labels) ? metadata.labels : {};
    changed.template = { ...spec.template, metadata: { ...metadata, labels: { ...own, ...labels } } };
  }
  return { ...object, spec: changed };
}

function listIn(object: JsonObject, field: string): readonly unknown[] {
  const value = object[field];
  return Array.isArray(value) ? value : [];
}
