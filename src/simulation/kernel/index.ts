export type { SimEvent } from './event-queue.ts';
export { Kernel } from './kernel.ts';
export { RandomStream } from './random-stream.ts';
export { RandomStreams } from './random-streams.ts';
