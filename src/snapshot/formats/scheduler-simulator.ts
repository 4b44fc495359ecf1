import { groupKindOf, isObject, type KubeObject, objectKey } from '../../kubernetes/index.ts';
import { decodeObject } from '../intake/decode-object.ts';
import { objectError } from '../intake/object-place.ts';
import type { TextPlace } from '../text/read-json.ts';
import type { TextFormat } from './format.ts';
import { namedKinds, readNamedLists } from './named-lists.ts';

const KINDS = namedKinds({
  pods: 'Pod',
  nodes: 'Node',
  pvs: 'PersistentVolume',
  pvcs: 'PersistentVolumeClaim',
  storageClasses: 'StorageClass.storage.k8s.io',
  priorityClasses: 'PriorityClass.scheduling.k8s.io',
  namespaces: 'Namespace',
});
const EXPORT = new RegExp(`^\\s*\\{\\s*"(${Object.keys(KINDS).join('|')}|schedulerConfig)"\\s*:`);
const RECORD = /^\s*\[?\s*\{\s*"(time|event|resource)"\s*:/;

/**
 * What kube-scheduler-simulator exports.
 *
 * @source kubernetes-sigs/kube-scheduler-simulator simulator/snapshot/snapshot.go → ResourcesForSnap
 */
export const schedulerSimulatorExport: TextFormat = {
  name: 'kube-scheduler-simulator export',
  recognises: (head) => EXPORT.test(new TextDecoder().decode(head)),
  async read(text, intake) {
    await readNamedLists(text.open(), intake, {
      file: text.name,
      kinds: KINDS,
      ...(text.isRepeatable ? { reopen: text.open } : {}),
    });
    intake.builder.ledger.sayOtherwise('never asked: the simulator exports only what a scheduler reads');
    return undefined;
  },
};

/**
 * What kube-scheduler-simulator records: changes one after another, of which the last state counts.
 *
 * @source kubernetes-sigs/kube-scheduler-simulator simulator/recorder/recorder.go → Record
 */
export const schedulerSimulatorRecord: TextFormat = {
  name: 'kube-scheduler-simulator recording',
  recognises: (head) => RECORD.test(new TextDecoder().decode(head)),
  async read(text, intake) {
    const file = text.name;
    const state = new Map<string, KubeObject>();
    let newestMs = Number.NaN;
    const take = (record: unknown, place: TextPlace) => {
      if (!isObject(record)) throw objectError('a record is no object', { file, text: place });
      const object = decodeObject(record.resource, undefined, { file, text: place });
      const { namespace, name } = object.metadata;
      const key = `${groupKindOf(object.apiVersion!, object.kind!)} ${objectKey(namespace, name!)}`;
      // A change keeps the place of what it changes: the order of creation is that of the queue.
      if (record.event === 'Delete') state.delete(key);
      else state.set(key, object);
      if (typeof record.time === 'string') newestMs = Date.parse(record.time);
    };
    await intake.documents(
      text.open(),
      {
        streams: (member) => member === '',
        element: (value, _member, _index, _members, place) => take(value, place),
        document: (members, place) => {
          if (!('' in members)) take(members, place);
        },
        scalar: (place) => take(undefined, place),
      },
      { file, ...(text.isRepeatable ? { reopen: text.open } : {}) },
    );
    for (const object of state.values()) intake.builder.add(object);
    if (!Number.isNaN(newestMs)) intake.builder.facts.takenAt(newestMs);
    for (const { apiVersion, kind } of Object.values(KINDS)) {
      intake.builder.ledger.partly(
        groupKindOf(apiVersion, kind),
        'as far as it changed while it was recorded',
      );
    }
    intake.builder.ledger.sayOtherwise('never asked: the simulator records only what a scheduler reads');
    return undefined;
  },
};
