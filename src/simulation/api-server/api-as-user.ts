import type { KubeObject } from '../../kubernetes/index.ts';
import type { ObjectReference, WorldView } from '../../world/index.ts';
import type { Answer, Api } from './api.ts';
import { type Access, accessRefusal, type User } from './rbac.ts';
import { refuse } from './refusals.ts';
import { kindOf } from './storage.ts';

/**
 * The API server for somebody who may not do everything: requests that no role allows are refused.
 *
 * @param world where the roles and their bindings are.
 */
export function apiAsUser(api: Api, world: WorldView, user: User): Api {
  const guarded = <Value>(access: Access, request: () => Answer<Value>): Answer<Value> => {
    const refusal = accessRefusal(world, user, access);
    return refusal ? refuse(refusal) : request();
  };
  return {
    ...passedOn(api),
    create: (object, by, options) =>
      guarded({ verb: 'create', ...referenceOf(object) }, () => api.create(object, by, options)),
    update: (object, by, options) =>
      guarded({ verb: 'update', ...referenceOf(object) }, () => api.update(object, by, options)),
    updateStatus: (object, by) =>
      guarded({ verb: 'update', subresource: 'status', ...referenceOf(object) }, () =>
        api.updateStatus(object, by),
      ),
    patch: (target, type, patch, by, options) =>
      guarded(
        { verb: 'patch', ...target, ...(options?.subresource ? { subresource: options.subresource } : {}) },
        () => api.patch(target, type, patch, by, options),
      ),
    delete: (target, by, options) =>
      guarded({ verb: 'delete', ...target }, () => api.delete(target, by, options)),
    evict: (namespace, name, by, options) =>
      guarded({ verb: 'create', subresource: 'eviction', kind: 'Pod', namespace, name }, () =>
        api.evict(namespace, name, by, options),
      ),
  };
}

/** What no command asks for under another name. */
function passedOn(api: Api): Omit<Api, 'create' | 'update' | 'updateStatus' | 'patch' | 'delete' | 'evict'> {
  return {
    bind: (...request) => api.bind(...request),
    nominate: (...request) => api.nominate(...request),
    setPodCondition: (...request) => api.setPodCondition(...request),
    setPodReady: (...request) => api.setPodReady(...request),
    setPodPhase: (...request) => api.setPodPhase(...request),
    restartPod: (...request) => api.restartPod(...request),
    removePodFinalizers: (...request) => api.removePodFinalizers(...request),
    podStopped: (...request) => api.podStopped(...request),
    presume: (...request) => api.presume(...request),
    recordEvent: (...request) => api.recordEvent(...request),
  };
}

function referenceOf(object: KubeObject): ObjectReference {
  const { namespace, name = '' } = object.metadata;
  return { kind: kindOf(object), ...(namespace ? { namespace } : {}), name };
}
