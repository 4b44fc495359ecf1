import { NEWEST_MINOR, OLDEST_MINOR } from '../../kubernetes/index.ts';
import type { FindingType } from './finding.ts';

/** A cluster of a version that nobody held against the real thing: what is shown is that of the nearest one. */
export const versionNotModelled: FindingType = {
  code: 'VERSION_NOT_MODELLED',
  title: 'The version of the cluster is not modelled',
  *find({ world: { version } }) {
    const { minor, text } = version;
    if (minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) return;
    const nearest = minor < OLDEST_MINOR ? OLDEST_MINOR : NEWEST_MINOR;
    yield {
      severity: 'info',
      objects: [],
      message: `The cluster is ${text}; modelled are v1.${OLDEST_MINOR} to v1.${NEWEST_MINOR}. It is shown as v1.${nearest} would behave: texts, defaults and choices of ${text} may differ.`,
      evidence: [],
      subject: text,
    };
  },
};
