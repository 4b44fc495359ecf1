import { type ObjectRef, type Recording, refKey } from '../../history/index.ts';
import { isObject } from '../../kubernetes/index.ts';

/** Where a pod's template names a ConfigMap or a Secret, and what that makes of it. */
const REFERENCES: Readonly<
  Record<string, { readonly kind: string; readonly field: string; readonly words: string }>
> = {
  configMap: { kind: 'ConfigMap', field: 'name', words: 'mounts it' },
  secret: { kind: 'Secret', field: 'secretName', words: 'mounts it' },
  configMapRef: { kind: 'ConfigMap', field: 'name', words: 'reads it' },
  secretRef: { kind: 'Secret', field: 'name', words: 'reads it' },
  configMapKeyRef: { kind: 'ConfigMap', field: 'name', words: 'reads it' },
  secretKeyRef: { kind: 'Secret', field: 'name', words: 'reads it' },
};

/** How what went wrong depends on what was changed; undefined when nothing shows that it does. */
export function relationWords(
  cause: ObjectRef,
  subject: ObjectRef,
  recording: Recording,
  atMs: number,
): string | undefined {
  if (refKey(cause) === refKey(subject)) return 'it is the object itself';
  if (cause.namespace !== subject.namespace) return undefined;
  const words = referenceIn(recording.objects.objectAt(subject, atMs), cause);
  return words && `${refKey(subject)} ${words}`;
}

function referenceIn(value: unknown, { kind, name }: ObjectRef): string | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const words = referenceIn(item, { kind, namespace: '', name });
      if (words) return words;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const reference = REFERENCES[key];
    if (reference?.kind === kind && isObject(member) && member[reference.field] === name)
      return reference.words;
    const words = referenceIn(member, { kind, namespace: '', name });
    if (words) return words;
  }
  return undefined;
}
