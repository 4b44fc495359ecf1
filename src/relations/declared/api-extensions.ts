import type {
  APIService,
  CustomResourceDefinition,
  GroupKind,
  ValidatingWebhookConfiguration,
} from '../../kubernetes/index.ts';
import type { DeclaringKind } from './declaring-kind.ts';
import { ReferenceList } from './references.ts';

const ADMISSION = 'admissionregistration.k8s.io';

const webhooks = (groupKind: GroupKind): DeclaringKind => ({
  groupKind,
  targets: ['Service'],
  references: (object) => {
    const list = new ReferenceList();
    // Mutating and validating configurations have their webhooks and Services in the same fields.
    const { webhooks: all = [] } = object as ValidatingWebhookConfiguration;
    all.forEach(({ name, clientConfig, failurePolicy = 'Fail' }, index) => {
      const service = clientConfig.service;
      if (!service) return;
      const way = `asks it through webhook ${name}, ${failurePolicy === 'Fail' ? 'refuses' : 'goes on'} without an answer`;
      list.add(
        'admits',
        `Service/${service.namespace}/${service.name}`,
        way,
        `webhooks[${index}].clientConfig.service`,
      );
    });
    return list.references();
  },
});

const apiService: DeclaringKind = {
  groupKind: 'APIService.apiregistration.k8s.io',
  targets: ['Service'],
  references: (object) => {
    const service = (object as APIService).spec?.service;
    const list = new ReferenceList();
    if (service?.name)
      list.add('calls', `Service/${service.namespace}/${service.name}`, 'is served by it', 'spec.service');
    return list.references();
  },
};

const definition: DeclaringKind = {
  groupKind: 'CustomResourceDefinition.apiextensions.k8s.io',
  targets: ['Service'],
  references: (object) => {
    const service = (object as CustomResourceDefinition).spec?.conversion?.webhook?.clientConfig?.service;
    const list = new ReferenceList();
    const path = 'spec.conversion.webhook.clientConfig.service';
    if (service?.name)
      list.add('calls', `Service/${service.namespace}/${service.name}`, 'has versions converted by it', path);
    return list.references();
  },
};

/** What the API server itself calls: webhooks, aggregated APIs, conversions. */
export const apiExtensions: readonly DeclaringKind[] = [
  webhooks(`ValidatingWebhookConfiguration.${ADMISSION}`),
  webhooks(`MutatingWebhookConfiguration.${ADMISSION}`),
  apiService,
  definition,
];
