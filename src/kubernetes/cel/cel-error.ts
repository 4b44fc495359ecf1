import { TypeError as CelTypeError, EvaluationError, ParseError } from '@marcbachmann/cel-js';

/** An error of an expression at run time, in the words of cel-go. */
export function celError(message: string): Error {
  return new EvaluationError({ code: 'kubernetes', message });
}

/** What cel-go says where cel-js has a code for it; other messages are cel-js's own. */
const MESSAGES: Readonly<Record<string, string>> = {
  no_such_overload: 'no such overload',
  no_matching_overload: 'no such overload',
  invalid_logical_operand: 'no such overload',
  division_by_zero: 'division by zero',
  modulo_by_zero: 'modulus by zero',
};

/** The text of an error that an expression ended with. */
export function celErrorMessage(error: unknown): string {
  if (error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError) {
    if (error.code === 'no_such_key') return error.summary.replace('No such key', 'no such key');
    return MESSAGES[error.code] ?? error.summary;
  }
  return error instanceof Error ? error.message : String(error);
}
