import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Pods that ask for devices by claims: they are placed or not by the claims as they stand, nothing is allocated. */
export const devicesNotAllocated: FindingType = {
  code: 'DEVICES_NOT_ALLOCATED',
  title: 'Devices of resource claims are not allocated',
  *find(run) {
    const asking = run.lives.filter(
      ({ make, scheduled, created }) => (make.spec.resourceClaims ?? []).length > 0 && (scheduled ?? created),
    );
    for (const [owner, lives] of Map.groupBy(asking, ({ owner, key }) => owner ?? key)) {
      const isOne = lives.length === 1;
      yield {
        severity: 'warning',
        objects: lives.map(({ key }) => key),
        subject: owner,
        message: `${counted(lives.length, 'pod')} of ${owner} ${isOne ? 'asks' : 'ask'} for devices by resource claims. Claims are neither made nor allocated here: whether and where ${isOne ? 'it finds its' : 'they find their'} devices is not known.`,
        evidence: lives.map((life) => (life.scheduled ?? life.created)!.sequence),
      };
    }
  },
};
