import type { CommandResult } from '../../simulation/index.ts';

/** An eviction that was refused, as the command printed it. */
export interface Refusal {
  /** Index of the command. */
  readonly command: number;
  /** `namespace/name`. */
  readonly pod: string;
  /** The API server's sentence. */
  readonly message: string;
  /** How often the command was told so. */
  readonly attempts: number;
  /** The command gave the pod up, or retried it. */
  readonly final: boolean;
}

const REFUSED = /^error when evicting pods\/"([^"]+)" -n "([^"]+)"( \(will retry after [^)]+\))?: (.*)$/;

/**
 * The evictions that the commands were refused. A refused request changes nothing and so is in no log; kubectl prints
 * each one.
 */
export function refusalsOf(commands: readonly CommandResult[]): Refusal[] {
  const refusals = new Map<string, Refusal>();
  commands.forEach(({ stderr }, command) => {
    for (const line of stderr.split('\n')) {
      const match = REFUSED.exec(line);
      if (!match) continue;
      const [, name, namespace, retry, message] = match;
      const pod = `${namespace}/${name}`;
      const known = refusals.get(`${command} ${pod}`);
      refusals.set(`${command} ${pod}`, {
        command,
        pod,
        // The timeout of the command says nothing about why the pod could not go.
        message: retry === undefined && known ? known.message : (message ?? ''),
        attempts: (known?.attempts ?? 0) + (retry === undefined && known ? 0 : 1),
        final: retry === undefined,
      });
    }
  });
  return [...refusals.values()];
}
