import { cordon, uncordon } from './cordon/cordon.ts';
import { drain } from './drain/drain.ts';
import type { Verb } from './verb.ts';

/** Every command that can be simulated. */
export const VERBS: readonly Verb[] = [drain, cordon, uncordon];
