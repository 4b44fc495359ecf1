import type { Namespace } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { Status } from '../api.ts';
import { refusals } from '../refusals.ts';
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest } from './admission.ts';
import { Refusal } from './admission.ts';

/** Namespaces that cannot be deleted. */
const IMMORTAL: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/**
 * Nothing is created in a namespace that is missing or on its way out, and the first namespaces cannot be deleted.
 *
 * @source k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go → Lifecycle.Admit (v0.36.3)
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  handles: ({ operation, kind, namespace }) =>
    operation === 'DELETE'
      ? kind === 'Namespace'
      : operation === 'CREATE' && kind !== 'Namespace' && namespace !== undefined,
  mutate: (request, context) => {
    const status = refusalOf(request, context);
    return status ? new Refusal(status) : request.object;
  },
  validate: (request) =>
    request.operation === 'DELETE' && IMMORTAL.has(request.name)
      ? refusals.forbidden('namespaces', request.name, 'this namespace may not be deleted')
      : undefined,
};

function refusalOf(request: AdmissionRequest, { storage }: AdmissionContext): Status | undefined {
  const { namespace = '', resource, name } = request;
  if (storage.world.objects.get('Namespace', undefined, namespace))
    return terminatingRefusal(storage.world, namespace, resource, name);
  const assumed = storage.unknowns.relyOn('Namespace', 'the namespace exists', () => namespace);
  return assumed ? undefined : refusals.notFound('namespaces', namespace);
}

/** What a request that creates something is told in a namespace on its way out; evictions are among them. */
export function terminatingRefusal(
  world: WorldView,
  namespace: string,
  resource: string,
  name: string,
): Status | undefined {
  const object = world.objects.get('Namespace', undefined, namespace) as Namespace | undefined;
  if (object?.status?.phase !== 'Terminating') return undefined;
  const status = refusals.forbidden(
    resource,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  const cause = { type: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated` };
  return { ...status, causes: [cause] };
}
