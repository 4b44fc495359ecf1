import type { TextStyle } from '../report/index.ts';

/**
 * What standard output can show: colour on a terminal unless the user says no, arrows where the terminal is UTF-8,
 * plain ASCII in a pipe.
 */
export function textStyle(options: { readonly color?: unknown }): TextStyle {
  const { env, stdout } = process;
  const isTerminal = stdout.isTTY === true && env.TERM !== 'dumb';
  const refused = options.color === false || (env.NO_COLOR !== undefined && env.NO_COLOR !== '');
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0';
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return {
    ...(isTerminal && stdout.columns > 0 ? { width: stdout.columns } : {}),
    colour: !refused && (isTerminal || forced),
    unicode: isTerminal && /utf-?8/i.test(locale),
    wide: false,
  };
}
