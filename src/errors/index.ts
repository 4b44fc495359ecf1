export { InputError } from './input-error.ts';
export { InvariantError, invariant } from './invariant.ts';
export { nearest } from './nearest.ts';
