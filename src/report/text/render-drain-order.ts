import { counted, type DrainBatch, type DrainOrder, duration, settlingWords } from '../../impact/index.ts';
import type { TextStyle } from './style.ts';
import { sweepHeader, verdictWord } from './sweep-parts.ts';

const UNIT_WORDS: Readonly<Record<string, string>> = { nodepool: 'node pool' };

/** Most names of one line. */
const NAMED_MAX = 12;

/** An order of drains as a person follows it: batch after batch, then what does not go, then what it all comes to. */
export function renderDrainOrder(order: DrainOrder, style: TextStyle): string {
  const { batches, cannotGo, verified, uncordon, units, each } = order;
  const placed = batches.reduce((sum, batch) => sum + batch.units.length, 0);
  const lines = [
    sweepHeader(order.snapshot),
    `Order     ${placed} of ${counted(units, UNIT_WORDS[each] ?? each)} in ${counted(batches.length, 'batch', 'batches')}; ${uncordon ? 'each comes back before the next one goes' : 'they stay away'}`,
    '',
    ...batches.map((batch, index) => batchLine(batch, index)),
    ...cannotGo.map(
      ({ unit, reason, blocked }) =>
        `  ! ${unit}  stays: ${reason}${blocked.length > 0 ? ` (${listed(blocked)})` : ''}`,
    ),
    '',
    'To be run one after another',
    ...order.commands.map((command) => `  ${command}`),
    '',
    `${verdictWord(style, verified.verdict)}  run as one, this takes ${duration(verified.endSeconds)}, evicts ${counted(verified.evicted, 'pod')} and leaves ${verified.pending} pending: ${verified.reason}`,
    ...(verified.servicesAtZero.length > 0
      ? [`  without endpoints for a while: ${listed(verified.servicesAtZero)}`]
      : []),
    ...(order.settling ? [`  ${settlingWords(order.settling)} before the first drain.`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function batchLine({ units, start, end, evicted, servicesAtZero, exit }: DrainBatch, index: number): string {
  const time =
    end === null ? `from t+${duration(start)} without end` : `t+${duration(start)} to t+${duration(end)}`;
  const dark = servicesAtZero.length > 0 ? `, ${listed(servicesAtZero)} dark` : '';
  const failed = exit === 0 ? '' : ', fails';
  return `  ${index + 1}. ${listed(units)}  (${counted(evicted, 'pod')}, ${time}${dark}${failed})`;
}

function listed(names: readonly string[]): string {
  const left = names.length - NAMED_MAX;
  return left > 0 ? `${names.slice(0, NAMED_MAX).join(', ')} and ${left} more` : names.join(', ');
}
