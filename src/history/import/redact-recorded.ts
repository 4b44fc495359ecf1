import { isObject } from '../../kubernetes/index.ts';
import { HIDDEN } from '../../snapshot/index.ts';

/** Names whose values are nobody's business. */
const SECRET_NAME =
  /(^|[^a-z])(pass(word|wd|phrase)?s?|pwd|secrets?|tokens?|credentials?|api[-_.]?keys?|private[-_.]?keys?|access[-_.]?keys?|authorization|dsn|connection[-_.]?string)([^a-z]|$)/i;
/** Values that carry a secret whatever they are called: keys in PEM, a password in an address, tokens of known make. */
const SECRET_VALUE =
  /-----BEGIN [A-Z ]*PRIVATE KEY|\/\/[^/\s:@]+:[^/\s@]+@|\beyJ[\w-]{10,}\.[\w-]{10,}\.|\b(ghp|gho|xox[bp]|AKIA)[\w-]{12,}/;
const SECRET_WORD = /^(--?[\w-]*(password|passwd|token|secret|api-?key|credential)[\w-]*)=.+$/i;
const DROPPED_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/** What of an object's plain configuration a recording keeps: `default` without what looks secret, `values` no value. */
export type RecordedRedaction = 'default' | 'values';

/**
 * The object as a recording keeps it: never the values of Secrets, nor managed fields; values of ConfigMaps and of the
 * environment only where neither name nor value looks like a secret.
 */
export function redactRecorded(value: unknown, redaction: RecordedRedaction): unknown {
  if (Array.isArray(value)) return value.map((operation: unknown) => redactOperation(operation, redaction));
  return isObject(value) ? redactObject(value, redaction) : value;
}

/** One operation of a JSON patch. */
function redactOperation(operation: unknown, redaction: RecordedRedaction): unknown {
  if (!isObject(operation) || operation.value === undefined) return operation;
  const { path, value } = operation;
  const isPlain = typeof value === 'string';
  return {
    ...operation,
    value: isPlain ? visible(String(path), value, redaction) : redactTree(value, redaction),
  };
}

function redactObject(
  object: Record<string, unknown>,
  redaction: RecordedRedaction,
): Record<string, unknown> {
  const isSecret = object.kind === 'Secret';
  const isConfiguration = object.kind === 'ConfigMap';
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(object)) {
    if (key === 'metadata') result[key] = redactMetadata(member);
    else if (isSecret && (key === 'data' || key === 'stringData')) result[key] = hideAll(member);
    else if (isConfiguration && (key === 'data' || key === 'binaryData'))
      result[key] = hideSecrets(member, redaction);
    else if (key === 'items' && Array.isArray(member)) {
      result[key] = member.map((item: unknown) => redactRecorded(item, redaction));
    } else result[key] = redactTree(member, redaction);
  }
  return result;
}

/** The values of containers' environment and command lines, wherever in the object containers stand. */
function redactTree(value: unknown, redaction: RecordedRedaction): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => redactTree(item, redaction));
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (key === 'metadata') result[key] = redactMetadata(member);
    else if (key === 'managedFields') continue;
    else if (key === 'env' && Array.isArray(member))
      result[key] = member.map((each) => redactVariable(each, redaction));
    else if ((key === 'args' || key === 'command') && Array.isArray(member))
      result[key] = member.map(redactWord);
    else result[key] = redactTree(member, redaction);
  }
  return result;
}

function redactMetadata(metadata: unknown): unknown {
  if (!isObject(metadata)) return metadata;
  const { managedFields: _managedFields, annotations, ...rest } = metadata;
  if (!isObject(annotations)) return annotations === undefined ? rest : { ...rest, annotations };
  const { [DROPPED_ANNOTATION]: _applied, ...kept } = annotations;
  return Object.keys(kept).length === 0 ? rest : { ...rest, annotations: kept };
}

function redactVariable(variable: unknown, redaction: RecordedRedaction): unknown {
  if (!isObject(variable) || typeof variable.value !== 'string') return variable;
  return { ...variable, value: visible(String(variable.name), variable.value, redaction) };
}

function redactWord(word: unknown): unknown {
  if (typeof word !== 'string') return word;
  if (SECRET_VALUE.test(word)) return HIDDEN;
  return SECRET_WORD.test(word) ? word.replace(SECRET_WORD, `$1=${HIDDEN}`) : word;
}

function hideSecrets(data: unknown, redaction: RecordedRedaction): unknown {
  if (!isObject(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      typeof value === 'string' ? visible(key, value, redaction) : value,
    ]),
  );
}

function hideAll(data: unknown): unknown {
  return isObject(data) ? Object.fromEntries(Object.keys(data).map((key) => [key, HIDDEN])) : HIDDEN;
}

function visible(name: string, value: string, redaction: RecordedRedaction): string {
  return redaction === 'values' || SECRET_NAME.test(name) || SECRET_VALUE.test(value) ? HIDDEN : value;
}
