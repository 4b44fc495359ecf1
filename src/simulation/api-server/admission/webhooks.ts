import type { GroupKind, JsonObject, LabelSelector, Service } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { Status } from '../api.ts';
import { refusals } from '../refusals.ts';
import type { Storage } from '../storage.ts';
import { type AdmissionPlugin, type AdmissionRequest, Refusal } from './admission.ts';
import { conditionsHold, variablesOf } from './expressions.ts';
import {
  isExempt,
  listOf,
  matchesNamespace,
  matchesObject,
  matchesRule,
  partOf,
  type RequestRule,
} from './matching.ts';

const MUTATING = 'MutatingWebhookConfiguration.admissionregistration.k8s.io';
const VALIDATING = 'ValidatingWebhookConfiguration.admissionregistration.k8s.io';
const TIMEOUT_SECONDS = 10;

/**
 * Webhooks that may change an object. What they would change is not known: the object goes on as it is.
 *
 * @source k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/dispatcher.go → mutatingDispatcher.Dispatch (v0.36.3)
 */
export const mutatingAdmissionWebhook: AdmissionPlugin = {
  name: 'MutatingAdmissionWebhook',
  handles: (request) => !isExempt(request),
  mutate: (request, { storage }) => {
    const status = call(storage, MUTATING, request);
    return status ? new Refusal(status) : request.object;
  },
};

/**
 * Webhooks that may refuse a request. What they would say is not known: one that can be reached is taken to agree.
 *
 * @source k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go → validatingDispatcher.Dispatch (v0.36.3)
 */
export const validatingAdmissionWebhook: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',
  handles: (request) => !isExempt(request),
  validate: (request, { storage }) => call(storage, VALIDATING, request),
};

/** Asks every webhook that the request concerns; the refusal when one cannot be reached and must be. */
function call(storage: Storage, kind: GroupKind, request: AdmissionRequest): Status | undefined {
  if (storage.world.objects.count(kind) === 0) return undefined;
  for (const configuration of storage.world.list(kind)) {
    for (const webhook of listOf(configuration, 'webhooks')) {
      const concerned = isConcerned(storage, webhook, request);
      const status = concerned === true ? ask(storage, kind, webhook, request) : concerned || undefined;
      if (status) return status;
    }
  }
  return undefined;
}

/** Whether the request goes to the webhook; a refusal when that cannot be told and the webhook must be asked. */
function isConcerned(storage: Storage, webhook: JsonObject, request: AdmissionRequest): boolean | Status {
  const rules = listOf(webhook, 'rules') as readonly RequestRule[];
  if (!rules.some((rule) => matchesRule(rule, request))) return false;
  if (!matchesNamespace(storage, webhook.namespaceSelector as LabelSelector | undefined, request))
    return false;
  if (!matchesObject(webhook.objectSelector as LabelSelector | undefined, request)) return false;
  const conditions = listOf(webhook, 'matchConditions');
  if (conditions.length === 0) return true;
  const outcome = conditionsHold(conditions, variablesOf(storage, request, undefined));
  if ('holds' in outcome) return outcome.holds;
  return webhook.failurePolicy === 'Ignore'
    ? false
    : refusals.forbidden(request.resource, request.name, outcome.error);
}

function ask(
  storage: Storage,
  kind: GroupKind,
  webhook: JsonObject,
  request: AdmissionRequest,
): Status | undefined {
  const name = String(webhook.name);
  const service = partOf(partOf(webhook, 'clientConfig'), 'service');
  const isStrict = webhook.failurePolicy !== 'Ignore';
  const policy = isStrict ? 'Fail' : 'Ignore';
  const subject = () =>
    `${request.resource} ${request.namespace ? `${request.namespace}/` : ''}${request.name}`;
  if (service.name === undefined) {
    storage.unknowns.note(
      kind,
      `webhook ${name} outside the cluster (failurePolicy ${policy}) would be asked and agrees`,
      subject,
    );
    return undefined;
  }
  const why = unreachable(storage, service);
  if (why === undefined) {
    const count = endpointCount(storage.world, service);
    const backend = count === undefined ? 'a backend that is not known' : `${count} ready endpoints`;
    storage.unknowns.note(
      kind,
      `webhook ${name} with ${backend} (failurePolicy ${policy}) would be asked and agrees`,
      subject,
    );
    return undefined;
  }
  if (!isStrict) {
    storage.unknowns.note(
      kind,
      `webhook ${name} cannot be reached and is passed over (failurePolicy Ignore)`,
      subject,
    );
    return undefined;
  }
  const { namespace = '', path = '', port = 443 } = service;
  const seconds = webhook.timeoutSeconds ?? TIMEOUT_SECONDS;
  const url = `https://${service.name}.${namespace}.svc:${port}${path}?timeout=${seconds}s`;
  return refusals.internalError(
    `failed calling webhook ${JSON.stringify(name)}: failed to call webhook: Post ${JSON.stringify(url)}: ${why}`,
  );
}

/**
 * Why the service of a webhook gives no answer, in the words of the API server's resolver.
 *
 * @source k8s.io/apiserver/pkg/util/proxy/proxy.go → ResolveEndpoint, ResolveCluster (v0.36.3)
 */
function unreachable({ world, unknowns }: Storage, service: JsonObject): string | undefined {
  const name = String(service.name);
  const stored = world.objects.get('Service', String(service.namespace), name);
  if (!stored) {
    if (unknowns.isUnknown('Service')) return undefined;
    return `service ${JSON.stringify(name)} not found`;
  }
  return endpointCount(world, service) === 0
    ? `no endpoints available for service ${JSON.stringify(name)}`
    : undefined;
}

/** How many pods of a service are ready; undefined for services without a selector. */
function endpointCount({ objects, pods, selections }: WorldView, service: JsonObject): number | undefined {
  const stored = objects.get('Service', String(service.namespace), String(service.name)) as
    | Service
    | undefined;
  if (!stored?.spec?.selector) return undefined;
  let count = 0;
  for (const templateId of selections.templatesOf('Service', stored as never)) {
    for (const row of pods.ofTemplate(templateId)) if (pods.isReady(row) && pods.isActive(row)) count++;
  }
  return count;
}
