import { Amount, isObject, type JsonObject, labelProblems } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { duplicate, forbidden, invalid, required, unknownText } from './field-errors.ts';
import { objectIn, objectsIn, textIn } from './json-fields.ts';

const PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const MODE_MAX = 0o777;
const NO_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';
const NO_PARENT = "must not contain '..'";

/**
 * What is wrong with a pod's volumes, as far as it is checked here: names, types, and what the common types need.
 *
 * @source pkg/apis/core/validation/validation.go → ValidateVolumes, validateVolumeSource (v1.36.3)
 */
export function volumeErrors(podSpec: JsonObject, path: string): FieldError[] {
  const names = new Set<string>();
  return objectsIn(podSpec, 'volumes').flatMap((volume, index) => {
    const at = `${path}[${index}]`;
    const name = textIn(volume, 'name');
    const errors = sourceErrors(volume, at);
    if (name === '') errors.push(required(`${at}.name`));
    else errors.push(...invalid(`${at}.name`, name, labelProblems(name)));
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    return errors;
  });
}

function sourceErrors(volume: JsonObject, path: string): FieldError[] {
  const [first, ...more] = Object.keys(volume).filter((field) => field !== 'name' && isObject(volume[field]));
  // A volume without a type is an emptyDir.
  if (first === undefined) return [];
  const errors = typeErrors(first, objectIn(volume, first), `${path}.${first}`);
  return [
    ...errors,
    ...more.map((type) => forbidden(`${path}.${type}`, 'may not specify more than 1 volume type')),
  ];
}

function typeErrors(type: string, source: JsonObject, path: string): FieldError[] {
  switch (type) {
    case 'emptyDir': {
      const limit = Amount.parse(String(source.sizeLimit ?? '0'));
      return limit && limit.compare(Amount.parse('0')!) < 0
        ? [forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
        : [];
    }
    case 'hostPath':
      return [
        ...pathErrors(textIn(source, 'path'), `${path}.path`),
        ...unknownText(`${path}.type`, source.type, PATH_TYPES),
      ];
    case 'configMap':
      return [...needed(source, 'name', path), ...modeErrors(source, path)];
    case 'secret':
      return [...needed(source, 'secretName', path), ...modeErrors(source, path)];
    case 'persistentVolumeClaim':
      return needed(source, 'claimName', path);
    case 'nfs': {
      const errors = [...needed(source, 'server', path), ...needed(source, 'path', path)];
      const folder = textIn(source, 'path');
      return folder.startsWith('/')
        ? errors
        : [...errors, ...invalid(`${path}.path`, folder, ['must be an absolute path'])];
    }
    case 'csi':
      return needed(source, 'driver', path);
    default:
      return [];
  }
}

function needed(source: JsonObject, field: string, path: string): FieldError[] {
  return textIn(source, field) === '' ? [required(`${path}.${field}`)] : [];
}

function modeErrors({ defaultMode }: JsonObject, path: string): FieldError[] {
  if (typeof defaultMode !== 'number' || (defaultMode >= 0 && defaultMode <= MODE_MAX)) return [];
  return invalid(`${path}.defaultMode`, defaultMode, [NO_MODE]);
}

function pathErrors(folder: string, path: string): FieldError[] {
  if (folder === '') return [required(path)];
  return folder.split('/').includes('..') ? invalid(path, folder, [NO_PARENT]) : [];
}

/** @source pkg/apis/core/validation/validation.go → ValidateVolumeMounts (v1.36.3) */
export function mountErrors(
  container: JsonObject,
  volumeNames: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const places = new Set<string>();
  return objectsIn(container, 'volumeMounts').flatMap((mount, index) => {
    const at = `${path}[${index}]`;
    const [name, place, subPath] = ['name', 'mountPath', 'subPath'].map((field) => textIn(mount, field)) as [
      string,
      string,
      string,
    ];
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(`${at}.name`));
    if (!volumeNames.has(name) && !name.startsWith('kube-api-access-')) {
      errors.push({ field: `${at}.name`, message: `Not found: ${JSON.stringify(name)}` });
    }
    if (place === '') errors.push(required(`${at}.mountPath`));
    if (places.has(place)) errors.push(...invalid(`${at}.mountPath`, place, ['must be unique']));
    places.add(place);
    if (subPath.startsWith('/')) {
      errors.push(...invalid(`${path}.subPath`, subPath, ['must be a relative path']));
    }
    if (subPath.split('/').includes('..')) errors.push(...invalid(`${path}.subPath`, subPath, [NO_PARENT]));
    return errors;
  });
}
