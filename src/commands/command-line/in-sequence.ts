import type { Command } from '../../simulation/index.ts';
import type { ScriptCommand } from './read-script.ts';

/** The commands of a script, so that they run as in a shell: those behind `&&` and `||` by how the last one has ended. */
export function inSequence(
  script: readonly ScriptCommand[],
  commands: readonly Command[],
): readonly Command[] {
  if (script.every(({ when, stopsAtFailure }) => when === 'always' && !stopsAtFailure)) return commands;
  // Begins anew with the first command of each run.
  let lastExit = 0;
  let hasStopped = false;
  return commands.map((command, index) => {
    const { when, isFailureIgnored, stopsAtFailure } = script[index]!;
    return {
      ...command,
      *run(context) {
        if (index === 0) {
          lastExit = 0;
          hasStopped = false;
        }
        const hasFailed = lastExit !== 0;
        if (hasStopped || (when === 'after success' && hasFailed)) {
          context.stderr('(not run: a command before it failed)');
          return lastExit;
        }
        if (when === 'after failure' && !hasFailed) {
          context.stderr('(not run: the command before it did not fail)');
          return 0;
        }
        const exit = yield* command.run(context);
        lastExit = isFailureIgnored ? 0 : exit;
        if (stopsAtFailure && lastExit !== 0) hasStopped = true;
        return exit;
      },
    };
  });
}
