import type { KubeObject } from '../../kubernetes/index.ts';
import { seconds } from '../run/seconds.ts';
import { counted, duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

interface Webhook {
  readonly name: string;
  readonly failurePolicy?: string;
  readonly clientConfig?: { readonly service?: { readonly namespace: string; readonly name: string } };
}

const KINDS = [
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
];

/** Webhooks whose backend loses endpoints: with none left, requests that they guard fail or go unguarded. */
export const webhookBackendLeaves: FindingType = {
  code: 'WEBHOOK_BACKEND_LEAVES',
  title: 'The backend of a webhook leaves',
  *find(run) {
    const courses = new Map(run.services.map((course) => [course.key, course]));
    for (const kind of KINDS) {
      for (const object of run.world.list(kind)) {
        for (const { name, failurePolicy = 'Fail', clientConfig } of webhooksOf(object)) {
          const service = clientConfig?.service;
          const course = service && courses.get(`${service.namespace}/${service.name}`);
          if (!course || course.lowest >= course.before) continue;
          const isDown = course.lowest === 0;
          const consequence = !isDown
            ? `failurePolicy is ${failurePolicy}`
            : failurePolicy === 'Fail'
              ? `with failurePolicy Fail every request that it guards is refused for ${duration(seconds(course.zeroMs))}`
              : `with failurePolicy ${failurePolicy} requests go unguarded for ${duration(seconds(course.zeroMs))}`;
          yield {
            severity: isDown && failurePolicy === 'Fail' ? 'critical' : 'warning',
            objects: [`${kind.split('.')[0]}/${object.metadata.name}`, `Service/${course.key}`],
            message: `The webhook ${name} is served by ${course.key}, which goes from ${course.before} to ${counted(course.lowest, 'ready endpoint')}: ${consequence}.`,
            evidence: course.evidence.slice(-1),
            restsOn: ['Service', kind],
          };
        }
      }
    }
  },
};

function webhooksOf(object: KubeObject): readonly Webhook[] {
  return Array.isArray(object.webhooks) ? (object.webhooks as readonly Webhook[]) : [];
}
