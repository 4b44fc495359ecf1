import { InputError } from '../../errors/index.ts';
import type { Chunks } from '../../snapshot/index.ts';

/** Longer lines are cut: no line of a log or of metrics needs more. */
const LINE_LENGTH_MAX = 1 << 20;

/**
 * The lines of a text, without their ends.
 *
 * @throws InputError when a line is longer than any honest one.
 */
export async function* textLines(chunks: Chunks): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    if (rest.length > LINE_LENGTH_MAX) {
      throw new InputError(`a line is longer than ${LINE_LENGTH_MAX} characters`, {
        hint: 'this is no text of lines; is it another format?',
      });
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
