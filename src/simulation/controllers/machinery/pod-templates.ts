import { type KubeObject, type PodTemplateSpec, withDefaults } from '../../../kubernetes/index.ts';
import { sameSpec } from './same.ts';

const STORED = new WeakMap<object, PodTemplateSpec>();

/**
 * A template as the API server stores it, with its defaults: objects of a snapshot made of manifests lack them, those
 * that the simulation creates have them.
 */
export function storedTemplate(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  if (!template) return undefined;
  const known = STORED.get(template);
  if (known) return known;
  const holder: KubeObject = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: {}, spec: { template } };
  const stored = (withDefaults(holder)['spec'] as { readonly template: PodTemplateSpec }).template;
  STORED.set(template, stored);
  STORED.set(stored, stored);
  return stored;
}

const COMPARED = new WeakMap<object, WeakMap<object, boolean>>();

/** Whether two templates make the same pods; a label of the name `ignoredLabel` does not count. */
export function sameTemplate(
  a: PodTemplateSpec | undefined,
  b: PodTemplateSpec | undefined,
  ignoredLabel = '',
): boolean {
  if (!a || !b || a === b) return a === b;
  let answers = COMPARED.get(a);
  if (!answers) {
    answers = new WeakMap();
    COMPARED.set(a, answers);
  }
  const known = answers.get(b);
  if (known !== undefined) return known;
  const [first, second] = [withoutLabel(a, ignoredLabel), withoutLabel(b, ignoredLabel)];
  const isSame =
    sameSpec(storedTemplate(a)?.spec, storedTemplate(b)?.spec) && sameSpec(first.metadata, second.metadata);
  answers.set(b, isSame);
  return isSame;
}

function withoutLabel(template: PodTemplateSpec, label: string): PodTemplateSpec {
  const { [label]: _ignored, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
