import type { ServiceAccount } from '../../../kubernetes/index.ts';
import type { AdmissionPlugin } from './admission.ts';
import { createsPod, forbid, specOf, withSpec } from './pod-request.ts';

/**
 * A new pod runs as a service account that must exist, and takes its image pull secrets.
 *
 * @deviation the token's volume is left out: its random name would make every pod one of a kind.
 * @source plugin/pkg/admission/serviceaccount/admission.go → Plugin.Admit (v1.36.3)
 */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  handles: createsPod,
  mutate: (request, { storage }) => {
    const { object, namespace = '' } = request;
    if (object.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return object;
    const spec = specOf(object);
    const name = spec.serviceAccountName || 'default';
    const account = storage.world.objects.get('ServiceAccount', namespace, name) as
      | ServiceAccount
      | undefined;
    if (!account) {
      const key = `${namespace}/${name}`;
      if (!storage.unknowns.relyOn('ServiceAccount', 'the service account exists', () => key)) {
        return forbid(
          request,
          `error looking up service account ${key}: serviceaccount ${JSON.stringify(name)} not found`,
        );
      }
    }
    const secrets = account?.imagePullSecrets ?? [];
    return withSpec(object, {
      serviceAccountName: name,
      serviceAccount: name,
      ...(secrets.length > 0 && !spec.imagePullSecrets?.length
        ? { imagePullSecrets: secrets.map((secret) => ({ name: secret.name ?? '' })) }
        : {}),
    });
  },
};
