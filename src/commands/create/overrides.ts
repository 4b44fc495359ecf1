import {
  isObject,
  jsonPatch,
  type KubeObject,
  mergePatch,
  strategicMergePatch,
  typeOfKind,
} from '../../kubernetes/index.ts';
import { type Flag, type FlagValues, usage } from '../command-line/flags.ts';

/** The flags that change an object which a command made. */
export const OVERRIDE_FLAGS: readonly Flag[] = [
  { name: 'overrides', type: 'string' },
  { name: 'override-type', type: 'string' },
];

/**
 * What `--overrides` and `--override-type` do to an object.
 *
 * @throws InputError for a type that there is not and for a text that is no patch of it.
 * @source k8s.io/kubectl/pkg/cmd/util/override_options.go → Overrider.Apply (v0.36.3)
 */
export function overridesOf(flags: FlagValues, command: string): (object: KubeObject) => KubeObject {
  const text = flags.text('overrides');
  if (!text) return (object) => object;
  const type = flags.text('override-type') || 'merge';
  const patch = parsed(text);
  switch (type) {
    case 'json': {
      if (!Array.isArray(patch)) throw usage('Invalid JSON Patch', command);
      return (object) => {
        const result = jsonPatch(object, patch);
        if ('problem' in result) throw usage(result.problem, command);
        return objectFrom(result.value, command);
      };
    }
    case 'merge':
      if (!isObject(patch)) throw usage('Invalid JSON Patch', command);
      return (object) => objectFrom(mergePatch(object, patch), command);
    case 'strategic':
      if (!isObject(patch)) throw usage('invalid JSON document', command);
      return (object) => {
        const typeName = typeOfKind(object.apiVersion ?? '', object.kind ?? '');
        return objectFrom(typeName ? strategicMergePatch(object, patch, typeName) : object, command);
      };
    default:
      throw usage(`invalid override type: ${type}`, command);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectFrom(value: unknown, command: string): KubeObject {
  if (!isObject(value) || !isObject(value.metadata)) throw usage('the overrides leave no object', command);
  return { ...value, metadata: value.metadata };
}
