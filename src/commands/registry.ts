import { cordon, uncordon } from './cordon/cordon.ts';
import { deleteVerb } from './delete/delete.ts';
import { drain } from './drain/drain.ts';
import { scale } from './scale/scale.ts';
import { taint } from './taint/taint.ts';
import type { Verb } from './verb.ts';

/** Every command that can be simulated. */
export const VERBS: readonly Verb[] = [drain, cordon, uncordon, taint, deleteVerb, scale];
