import { parseDuration } from '../../kubernetes/index.ts';
import { sleep } from '../../simulation/index.ts';
import { usage } from '../command-line/flags.ts';
import type { Verb } from '../verb.ts';

/** `sleep 4s`: lets the cluster's clock run between two commands. A bare number is seconds. */
export const sleepVerb: Verb = {
  name: 'sleep',
  isKubectl: false,
  usage: 'sleep DURATION',
  flags: [],
  parse: ({ positional, command }) => {
    const [text, ...more] = positional;
    const delayMs = text === undefined ? undefined : parseDuration(/^[\d.]+$/.test(text) ? `${text}s` : text);
    if (delayMs === undefined || delayMs < 0 || more.length > 0) {
      throw usage('sleep takes one duration, such as 4s or 1m30s', command);
    }
    return {
      run: function* () {
        yield* sleep(delayMs);
        return 0;
      },
    };
  },
};
