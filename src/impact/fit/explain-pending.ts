import type { LogRecord } from '../../simulation/index.ts';
import type { World } from '../../world/index.ts';
import type { FitExplanation } from './fit-explanation.ts';

export function explainPending(
  _world: World,
  _records: readonly LogRecord[],
  _o: unknown,
): ReadonlyMap<number, FitExplanation> {
  return new Map();
}
