import { configKeyProblems, isObject, type JsonObject, type KubeObject } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { invalid, required } from './field-errors.ts';
import { objectIn, textIn } from './json-fields.ts';

/** The keys that a secret of a type has to have. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};
const ACCOUNT = 'kubernetes.io/service-account.name';

/** @source pkg/apis/core/validation/validation.go → ValidateConfigMap (v1.36.3) */
export function configMapErrors({ data, binaryData }: KubeObject): FieldError[] {
  const [texts, binaries] = [data, binaryData].map((each) => (isObject(each) ? each : {})) as [
    JsonObject,
    JsonObject,
  ];
  const twice = Object.keys(texts).flatMap((key) =>
    key in binaries ? invalid(`data[${key}]`, key, ['duplicate of key present in binaryData']) : [],
  );
  return [...keyErrors(texts, 'data'), ...twice, ...keyErrors(binaries, 'binaryData')];
}

/**
 * @deviation what a key of a known type holds is not read.
 * @source pkg/apis/core/validation/validation.go → ValidateSecret (v1.36.3)
 */
export function secretErrors(object: KubeObject): FieldError[] {
  const data = isObject(object.data) ? object.data : {};
  const type = textIn(object, 'type');
  const errors = keyErrors(data, 'data');
  const has = (key: string) => key in data || key in objectIn(object, 'stringData');
  if (type === 'kubernetes.io/service-account-token' && !object.metadata.annotations?.[ACCOUNT]) {
    errors.push(required(`metadata.annotations[${ACCOUNT}]`));
  }
  if (type === 'kubernetes.io/basic-auth' && !has('username') && !has('password')) {
    errors.push(required('data[username]'), required('data[password]'));
  }
  for (const key of KEYS[type] ?? []) if (!has(key)) errors.push(required(`data[${key}]`));
  return errors;
}

function keyErrors(data: JsonObject, field: string): FieldError[] {
  return Object.keys(data).flatMap((key) => invalid(`${field}[${key}]`, key, configKeyProblems(key)));
}
