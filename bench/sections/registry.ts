import type { Section } from '../section.ts';
import { drainSection } from './drain.ts';
import { growthSection } from './growth.ts';
import { loadSection } from './load.ts';
import { schedulingSection } from './scheduling.ts';
import { sweepSection } from './sweep.ts';

/** Every section, in the order of the page. */
export const SECTIONS: readonly Section[] = [
  schedulingSection,
  sweepSection,
  growthSection,
  loadSection,
  drainSection,
];
