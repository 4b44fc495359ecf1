import type { Section } from '../section.ts';
import { drainSection } from './drain.ts';
import { explanationsSection } from './explanations.ts';
import { growthSection } from './growth.ts';
import { hardClustersSection } from './hard-clusters.ts';
import { loadSection } from './load.ts';
import { schedulingSection } from './scheduling.ts';
import { schedulingGrowthSection } from './scheduling-growth.ts';
import { sweepSection } from './sweep.ts';

/** Every section, in the order of the page. */
export const SECTIONS: readonly Section[] = [
  schedulingSection,
  explanationsSection,
  hardClustersSection,
  schedulingGrowthSection,
  sweepSection,
  growthSection,
  loadSection,
  drainSection,
];
