export { InputError } from './input-error.ts';
export { invariant } from './invariant.ts';
export { nearest } from './nearest.ts';
