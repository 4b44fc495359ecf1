import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Controllers whose new pods the API server does not admit: quota, limits, policies, webhooks. */
export const creationRefused: FindingType = {
  code: 'CREATION_REFUSED',
  title: 'New pods are refused',
  *find(run) {
    const refused = run.records.flatMap(({ change, sequence }) =>
      change.type === 'recordEvent' && change.reason === 'FailedCreate' ? [{ ...change, sequence }] : [],
    );
    const groups = Map.groupBy(
      refused,
      ({ object }) => `${object.kind.split('.')[0]}/${object.namespace}/${object.name}`,
    );
    for (const [object, events] of groups) {
      const last = events.at(-1)!;
      const isQuota = last.message.includes('exceeded quota');
      yield {
        severity: 'critical',
        objects: [object],
        message: `${object} cannot make its pods${isQuota ? ' because of a quota' : ''} (${counted(events.length, 'attempt')}): ${last.message}`,
        evidence: events.map(({ sequence }) => sequence),
        restsOn: ['ResourceQuota', 'LimitRange'],
      };
    }
  },
};
