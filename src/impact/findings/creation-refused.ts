import type { RecordedEvent } from '../../world/index.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Controllers whose new pods the API server does not admit: quota, limits, policies, webhooks. */
export const creationRefused: FindingType = {
  code: 'CREATION_REFUSED',
  title: 'New pods are refused',
  *find(run) {
    const refused: (RecordedEvent & { readonly sequence: number })[] = [];
    for (const { change, sequence } of run.records) {
      if (change.type === 'recordEvent' && change.reason === 'FailedCreate')
        refused.push({ ...change, sequence });
    }
    for (const [reason, events] of Map.groupBy(refused, ({ message, object }) =>
      reasonIn(message, object.namespace),
    )) {
      const objects = [
        ...new Set(
          events.map(({ object }) => `${object.kind.split('.')[0]}/${object.namespace}/${object.name}`),
        ),
      ];
      const who = objects.length === 1 ? objects[0] : counted(objects.length, 'controller');
      yield {
        severity: 'critical',
        objects,
        message: `${who} cannot make ${objects.length === 1 ? 'its' : 'their'} pods${reason.includes('exceeded quota') ? ' because of a quota' : ''} (${counted(events.length, 'attempt')}): ${reason}`,
        evidence: events.map(({ sequence }) => sequence),
        restsOn: ['ResourceQuota', 'LimitRange'],
      };
    }
  },
};

/** The API server's reason without what is one controller's own. */
function reasonIn(message: string, namespace = ''): string {
  const forbidden = /is forbidden: (.*)$/s.exec(message)?.[1] ?? message;
  return forbidden.replaceAll(` ${namespace}/`, ' ');
}
