import type { JsonReader } from './json-reader.ts';
import { invalidValue } from './problem.ts';

/** A percentage of nodes to score, undefined when absent. */
export function decodePercentage(reader: JsonReader): number | undefined {
  const percentage = reader.integer('percentageOfNodesToScore');
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    reader.report(
      invalidValue(reader.at('percentageOfNodesToScore'), percentage, 'not in valid range [0-100]'),
    );
  }
  return percentage;
}
