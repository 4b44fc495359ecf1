/**
 * An expected failure: something the user gave cannot be used.
 *
 * Thrown only where input is decoded (snapshot, commands, cli); the cli prints it in one screen and exits with 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** Where it is wrong: file, line, column, object. */
  readonly where: string | undefined;
  /** What the user can do about it. */
  readonly hint: string | undefined;

  constructor(message: string, details: { where?: string; hint?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.where = details.where;
    this.hint = details.hint;
  }
}
