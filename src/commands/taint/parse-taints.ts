import { labelValueProblems, qualifiedNameProblems } from '../../kubernetes/index.ts';

/** A taint as a node carries it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
  readonly timeAdded?: string;
}

/** A taint to be removed; without an effect, all of the key. */
export interface TaintRemoval {
  readonly key: string;
  readonly effect: string;
}

export interface TaintChanges {
  readonly added: readonly Taint[];
  readonly removed: readonly TaintRemoval[];
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/**
 * Reads `key=value:Effect`, `key:Effect`, `key:Effect-` and `key-`; or says what is wrong, as kubectl does.
 *
 * @source k8s.io/kubectl/pkg/cmd/taint/utils.go → parseTaints (v0.36.3)
 */
export function parseTaints(specs: readonly string[]): TaintChanges | { readonly problem: string } {
  const added: Taint[] = [];
  const removed: TaintRemoval[] = [];
  for (const spec of specs) {
    const isRemoval = spec.endsWith('-');
    const parsed = parseTaint(isRemoval ? spec.slice(0, -1) : spec);
    if ('problem' in parsed) return parsed;
    const { key, value, effect } = parsed;
    if (isRemoval) {
      removed.push({ key, effect });
      continue;
    }
    if (effect === '') return { problem: `invalid taint spec: ${spec}` };
    if (added.some((each) => each.key === key && each.effect === effect)) {
      return { problem: `duplicated taints with the same key and effect: {${key} ${value} ${effect} <nil>}` };
    }
    added.push({ key, ...(value === '' ? {} : { value }), effect });
  }
  return { added, removed };
}

function parseTaint(
  spec: string,
): { readonly key: string; readonly value: string; readonly effect: string } | { readonly problem: string } {
  const [pair = '', effect = '', ...more] = spec.split(':');
  const isInvalid = { problem: `invalid taint spec: ${spec}` };
  if (more.length > 0) return isInvalid;
  if (spec.includes(':') && !EFFECTS.includes(effect)) {
    return { problem: `invalid taint effect: ${effect}, unsupported taint effect` };
  }
  const [key = '', value = '', ...values] = spec.includes(':') ? pair.split('=') : [pair];
  if (values.length > 0) return isInvalid;
  const wrongValue = labelValueProblems(value);
  const problems = wrongValue.length > 0 ? wrongValue : qualifiedNameProblems(key);
  if (problems.length > 0) return { problem: `${isInvalid.problem}, ${problems.join('; ')}` };
  return { key, value, effect };
}
