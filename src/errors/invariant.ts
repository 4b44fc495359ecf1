/** A bug of ours: something that cannot be, is. The cli exits with 70 and says how to show it again. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * Asserts what must hold whatever the input is.
 *
 * @throws InvariantError when it does not.
 */
export function invariant(holds: unknown, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}
