import { refKey } from '../../history/index.ts';
import { certificateOutlooks } from './certificate-outlooks.ts';
import { memoryOutlooks } from './memory-outlooks.ts';
import { nodeOutlooks } from './node-outlooks.ts';
import type { NotForecast, Outlook, OutlookContext, Outlooks } from './outlook.ts';
import { quotaOutlooks } from './quota-outlooks.ts';
import { restartOutlooks } from './restart-outlooks.ts';
import { claimOutlooks, diskOutlooks } from './volume-outlooks.ts';

const SOURCES: readonly ((context: OutlookContext) => Outlooks)[] = [
  certificateOutlooks,
  claimOutlooks,
  diskOutlooks,
  memoryOutlooks,
  quotaOutlooks,
  nodeOutlooks,
  restartOutlooks,
];

/** Everything that runs out within the horizon, the first to do so first, and what nothing is said of. */
export function predict(context: OutlookContext): {
  readonly outlooks: readonly Outlook[];
  readonly refused: readonly NotForecast[];
} {
  const said = SOURCES.map((source) => source(context));
  const order = ({ state, runsOutMs }: Outlook) =>
    state === 'has run out'
      ? 0
      : (runsOutMs ?? (state === 'nearly full' ? Number.MAX_SAFE_INTEGER - 1 : Number.MAX_SAFE_INTEGER));
  const name = (outlook: Outlook) => `${refKey(outlook.object)} ${outlook.what}`;
  return {
    outlooks: said
      .flatMap(({ outlooks }) => outlooks)
      .sort((a, b) => order(a) - order(b) || (name(a) < name(b) ? -1 : 1)),
    refused: said.flatMap(({ refused }) => refused),
  };
}
