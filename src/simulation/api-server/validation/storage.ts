import {
  Amount,
  isObject,
  type JsonObject,
  type KubeObject,
  subdomainProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { forbidden, invalid, required, unknownText } from './field-errors.ts';
import { objectIn, textIn, textsIn } from './json-fields.ts';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const ONE_POD = 'may not use ReadWriteOncePod with other access modes';
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
/** Fields of a volume's spec that are not its type. */
const NO_TYPES: ReadonlySet<string> = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

/** @source pkg/apis/core/validation/validation.go → ValidatePersistentVolumeClaimSpec (v1.36.3) */
export function claimErrors(spec: JsonObject, path: string): FieldError[] {
  const modes = textsIn(spec, 'accessModes');
  const errors: FieldError[] = [];
  if (modes.length === 0) {
    errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  }
  for (const mode of modes) errors.push(...unknownText(`${path}.accessModes`, mode, ACCESS_MODES));
  if (modes.length > 1 && modes.includes('ReadWriteOncePod')) {
    errors.push(forbidden(`${path}.accessModes`, ONE_POD));
  }
  const { storage } = objectIn(objectIn(spec, 'resources'), 'requests');
  const at = `${path}.resources[storage]`;
  if (storage === undefined) errors.push(required(at));
  else if (Amount.parse(String(storage))?.compare(Amount.parse('0')!) !== 1) {
    errors.push(...invalid(at, String(storage), ['must be greater than zero']));
  }
  const name = textIn(spec, 'storageClassName');
  if (name !== '') errors.push(...invalid(`${path}.storageClassName`, name, subdomainProblems(name)));
  return [...errors, ...unknownText(`${path}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem'])];
}

/** @source pkg/apis/core/validation/validation.go → ValidatePersistentVolumeSpec (v1.36.3) */
export function volumeSpecErrors({ spec: given }: KubeObject): FieldError[] {
  const spec = isObject(given) ? given : {};
  const modes = textsIn(spec, 'accessModes');
  const capacity = objectIn(spec, 'capacity');
  const errors: FieldError[] = [];
  if (modes.length === 0) errors.push(required('spec.accessModes'));
  for (const mode of modes) errors.push(...unknownText('spec.accessModes', mode, ACCESS_MODES));
  if (Object.keys(capacity).length === 0) errors.push(required('spec.capacity'));
  if (capacity.storage === undefined) {
    const shown = Object.keys(capacity).length === 0 ? 'null' : JSON.stringify(capacity);
    const message = `Unsupported value: ${shown}: supported values: "storage"`;
    errors.push({ field: 'spec.capacity', message });
  }
  const policy = spec.persistentVolumeReclaimPolicy;
  errors.push(...unknownText('spec.persistentVolumeReclaimPolicy', policy, RECLAIM_POLICIES));
  if (isObject(spec.local) && !isObject(spec.nodeAffinity)) {
    errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  }
  const types = Object.keys(spec).filter((field) => !NO_TYPES.has(field) && isObject(spec[field]));
  if (types.length === 0) errors.push(required('spec', 'must specify a volume type'));
  return errors;
}

/** @source pkg/apis/storage/validation/validation.go → ValidateStorageClass (v1.36.3) */
export function storageClassErrors(object: KubeObject): FieldError[] {
  const provisioner = textIn(object, 'provisioner');
  return [
    ...(provisioner === '' ? [required('provisioner')] : []),
    ...unknownText('reclaimPolicy', object.reclaimPolicy, ['Delete', 'Retain']),
    ...unknownText('volumeBindingMode', object.volumeBindingMode, BINDING_MODES),
  ];
}
