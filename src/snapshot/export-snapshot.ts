import type { GroupKind, KubeObject } from '../kubernetes/index.ts';
import { isInferred } from './digest.ts';
import { podOfRow } from './pod-of-row.ts';
import type { Snapshot } from './snapshot.ts';

/** The forms in which a snapshot can leave. */
export type ExportFormat = 'list' | 'ndjson' | 'kwok';

/** Kinds in the order in which their objects can be created one after another. */
const FIRST: readonly GroupKind[] = [
  'CustomResourceDefinition.apiextensions.k8s.io',
  'Namespace',
  'PriorityClass.scheduling.k8s.io',
  'StorageClass.storage.k8s.io',
  'RuntimeClass.node.k8s.io',
  'ServiceAccount',
  'Node',
  'CSINode.storage.k8s.io',
  'PersistentVolume',
  'PersistentVolumeClaim',
];

/**
 * The text of a snapshot piece by piece: `list` as `kubectl get -o json` prints it, `ndjson` with an object a line, `kwok`
 * as documents that a kwok cluster takes with `kubectl create -f`: its nodes are played by kwok, and nothing that the API
 * server sets itself is in them. Inferred objects stay out.
 */
export function exportSnapshot(snapshot: Snapshot, format: ExportFormat): Generator<string> {
  return exportObjects(objectsInOrder(snapshot), format);
}

/** The text of objects that stand in the order of `creationRank`; see exportSnapshot. */
export function* exportObjects(objects: Iterable<KubeObject>, format: ExportFormat): Generator<string> {
  if (format === 'list') yield '{\n"apiVersion": "v1",\n"items": [\n';
  let isFirst = true;
  for (const object of objects) {
    const text = JSON.stringify(format === 'kwok' ? forKwok(object) : object);
    if (format === 'list') yield `${isFirst ? '' : ',\n'}${text}`;
    // JSON is YAML: documents of it are read by whatever reads YAML.
    else yield format === 'ndjson' ? `${text}\n` : `---\n${text}\n`;
    isFirst = false;
  }
  if (format === 'list') yield '\n],\n"kind": "List",\n"metadata": {\n"resourceVersion": ""\n}\n}\n';
}

/** Where the objects of a kind stand in an export: behind what has to be there before them. */
export function creationRank(kind: GroupKind): number {
  const first = FIRST.indexOf(kind);
  if (first >= 0) return first;
  return FIRST.length + (kind === 'Pod' ? 1 : kind === 'Event' ? 2 : 0);
}

function* objectsInOrder(snapshot: Snapshot): Generator<KubeObject> {
  const rest = [...snapshot.objects.keys()].filter((kind) => !FIRST.includes(kind));
  for (const kind of [...FIRST, ...rest]) {
    for (const object of snapshot.objects.get(kind) ?? []) if (!isInferred(object)) yield object;
  }
  for (let row = 0; row < snapshot.pods.count; row++) {
    yield podOfRow(snapshot.pods, row) as unknown as KubeObject;
  }
  yield* snapshot.events;
}

/** The annotation by which kwok knows the nodes that it plays. */
const KWOK_NODE = { 'kwok.x-k8s.io/node': 'fake' };

function forKwok(object: KubeObject): KubeObject {
  const {
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    managedFields: _fields,
    ...metadata
  } = object.metadata;
  if (object.kind !== 'Node') return { ...object, metadata };
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, ...KWOK_NODE } } };
}
