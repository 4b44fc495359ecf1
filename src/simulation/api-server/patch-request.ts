import {
  applyMerge,
  goText,
  isObject,
  jsonPatch,
  type KubeObject,
  mergeKeyProblem,
  mergePatch,
  schemaProblems,
  strategicMergePatch,
  typeOfKind,
  withoutUnknownFields,
} from '../../kubernetes/index.ts';
import type { ObjectReference } from '../../world/index.ts';
import type { Answer, PatchType, Status } from './api.ts';
import { MODIFIED, quoted, refusals, refuse } from './refusals.ts';
import { resourceOf } from './storage.ts';

/**
 * The object that a patch makes of the stored one.
 *
 * @source k8s.io/apiserver/pkg/endpoints/handlers/patch.go → patcher.patchResource (v0.36.3)
 */
export function patchedObject(
  target: ObjectReference,
  stored: KubeObject,
  type: PatchType,
  patch: unknown,
): Answer {
  const patched = applied(target, stored, type, patch);
  if (!patched.ok) return patched;
  const refusal = identityRefusal(target, stored, patched.value);
  if (refusal) return refuse(refusal);
  if (type === 'apply') return patched;
  const { unknown, wrongType } = schemaProblems(patched.value);
  if (wrongType) return refuse(wrongTypeRefusal(patch, wrongType));
  if (unknown.length === 0) return patched;
  const warnings = unknown.map((path) => `unknown field ${quoted(path)}`);
  return { ok: true, value: withoutUnknownFields(patched.value), warnings };
}

/**
 * A patch may not rename an object, and a version that it gives must be the stored one.
 *
 * @source k8s.io/apiserver/pkg/endpoints/handlers/rest.go → checkName (v0.36.3)
 */
function identityRefusal(
  { kind, name }: ObjectReference,
  { metadata: stored }: KubeObject,
  { metadata }: KubeObject,
): Status | undefined {
  if (metadata.name !== name) {
    return refusals.badRequest(
      `the name of the object (${metadata.name ?? ''}) does not match the name on the URL (${name})`,
    );
  }
  if (stored.namespace !== undefined && metadata.namespace !== stored.namespace) {
    return refusals.badRequest('the namespace of the object does not match the namespace on the request');
  }
  const { resourceVersion } = metadata;
  if (resourceVersion === undefined || resourceVersion === stored.resourceVersion) return undefined;
  return refusals.conflict(resourceOf(kind), name, MODIFIED);
}

/** A value that cannot be decoded, as the API server tells of it. */
function wrongTypeRefusal(patch: unknown, wrongType: string): Status {
  const expected = /of type (.*)$/.exec(wrongType)?.[1];
  const why = expected === undefined ? wrongType : `unrecognized type: ${expected}`;
  const message = `patch: Invalid value: ${quoted(goText(patch))}: ${why}`;
  return { code: 422, reason: 'Invalid', message };
}

function applied(target: ObjectReference, stored: KubeObject, type: PatchType, patch: unknown): Answer {
  const { apiVersion = 'v1', kind = '' } = stored;
  if (type === 'json') {
    if (!Array.isArray(patch)) return refuse(refusals.badRequest(noListOf(patch)));
    const patched = jsonPatch(stored, patch);
    if ('problem' in patched) {
      return refuse({
        code: 422,
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
      });
    }
    return accept(patched.value as KubeObject);
  }
  if (!isObject(patch)) return refuse(refusals.badRequest(`a patch of ${quoted(target.name)} is an object`));
  const typeName = typeOfKind(apiVersion, kind);
  if (type === 'merge') return accept(mergePatch(stored, patch) as KubeObject);
  if (type === 'apply') return accept(applyMerge(stored, patch, typeName) as KubeObject);
  if (typeName === undefined) {
    return refuse({
      code: 415,
      reason: 'UnsupportedMediaType',
      message:
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    });
  }
  const problem = mergeKeyProblem(patch, typeName);
  // Go's error stands alone: it is no status.
  if (problem) return refuse({ code: 500, reason: '', message: problem });
  return accept(strategicMergePatch(stored, patch, typeName) as KubeObject);
}

/** @source k8s.io/apiserver/pkg/endpoints/handlers/patch.go → jsonPatcher.applyJSPatch (v0.36.3) */
function noListOf(patch: unknown): string {
  const given = isObject(patch) ? 'object' : typeof patch;
  return `error decoding patch: json: cannot unmarshal ${given} into Go value of type []handlers.jsonPatchOp`;
}

function accept(value: KubeObject): Answer {
  return { ok: true, value, warnings: [] };
}
