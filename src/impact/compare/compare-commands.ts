import { isNear } from './compare-pair.ts';
import type { ComparisonPoint } from './comparison.ts';
import type { PodMatching } from './match-pods.ts';
import type { Prediction } from './prediction.ts';
import type { RecordedCommand } from './recorded-run.ts';

/**
 * Points about commands: exit codes, what they printed, and when they ended. Lines are compared without regard to
 * their order (kubectl's own order is that of concurrent work), and pods'
 * names are replaced by those of their pairs.
 */
export function compareCommands(
  real: readonly RecordedCommand[],
  predicted: Prediction['commands'],
  matching: PodMatching,
): ComparisonPoint[] {
  const rename = renamer(matching);
  return real.flatMap((command, index) => {
    const other = predicted[index];
    const object = command.command;
    if (other === undefined)
      return [{ aspect: 'exit' as const, object, held: false, real: `exit ${command.exit}` }];
    const points: ComparisonPoint[] = [
      {
        aspect: 'exit',
        object,
        held: command.exit === other.exit,
        real: `exit ${command.exit}`,
        predicted: `exit ${other.exit}`,
      },
      {
        aspect: 'when',
        object,
        held: other.end !== null && isNear(command.end, other.end),
        real: `ended at ${command.end} s`,
        predicted: other.end === null ? 'did not end' : `ended at ${other.end} s`,
      },
    ];
    for (const stream of ['stdout', 'stderr'] as const)
      points.push(...compareLines(object, command[stream], rename(other[stream])));
    return points;
  });
}

/** One point for a stream that is equal, else one for every line that only one side has. */
function compareLines(object: string, real: string, predicted: string): ComparisonPoint[] {
  const [missing, extra] = [linesWithout(real, predicted), linesWithout(predicted, real)];
  if (missing.length === 0 && extra.length === 0)
    return real === '' ? [] : [{ aspect: 'output', object, held: true, real, predicted }];
  return [
    ...missing.map((line) => ({ aspect: 'output' as const, object, held: false, real: line })),
    ...extra.map((line) => ({ aspect: 'output' as const, object, held: false, predicted: line })),
  ];
}

function linesWithout(text: string, other: string): string[] {
  const left = lines(other).map(inAnyOrder);
  return lines(text).filter((line) => {
    const index = left.indexOf(inAnyOrder(line));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** A line whose lists are sorted: kubectl collects errors of concurrent work in the order in which they come. */
function inAnyOrder(line: string): string {
  return line
    .split(/, |[[\]]/)
    .sort()
    .join('|');
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Puts the real name of every paired pod where its predicted name stands. */
function renamer({ pairs }: PodMatching): (text: string) => string {
  const names = new Map(
    pairs
      .filter(({ real, predicted }) => real.pod !== predicted.pod)
      .map(({ real, predicted }) => [bare(predicted.pod), bare(real.pod)]),
  );
  return (text) => text.replaceAll(/[a-z0-9]([-a-z0-9.]*[a-z0-9])?/g, (word) => names.get(word) ?? word);
}

function bare(pod: string): string {
  return pod.replace(/^[^/]*\//, '').replace(/#\d+$/, '');
}
