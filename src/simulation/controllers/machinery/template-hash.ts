import { type PodTemplateSpec, safeEncodeString, spew } from '../../../kubernetes/index.ts';

const ENCODER = new TextEncoder();
const KNOWN = new Map<number, WeakMap<PodTemplateSpec, number>>();

/**
 * The hash of a template as the API server stores it, with which the Deployment and the DaemonSet controller of a
 * version (`minor` is 36 for v1.36) name what they make. `collisionCount` is that of the workload's status.
 *
 * @source pkg/controller/controller_utils.go → ComputeHash (v1.36.3)
 * @source k8s.io/apimachinery/pkg/util/rand/rand.go → SafeEncodeString (v0.36.3)
 */
export function templateHash(template: PodTemplateSpec, minor: number, collisionCount?: number): string {
  let known = KNOWN.get(minor);
  if (!known) {
    known = new WeakMap();
    KNOWN.set(minor, known);
  }
  let hash = known.get(template);
  if (hash === undefined) {
    hash = fnv1a(ENCODER.encode(spew('v1.PodTemplateSpec', template, minor)));
    known.set(template, hash);
  }
  if (collisionCount !== undefined) hash = fnv1a(littleEndian(collisionCount), hash);
  return safeEncodeString(String(hash));
}

function fnv1a(bytes: Uint8Array, start = 0x811c9dc5): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function littleEndian(count: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, count, true);
  return bytes;
}
