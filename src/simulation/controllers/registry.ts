import type { ControllerFactory } from './controller.ts';

/** Every controller of the simulated cluster, in the order in which a change reaches them. */
export const CONTROLLERS: readonly ControllerFactory[] = [];
