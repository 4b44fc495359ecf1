import { isNear } from './compare-pair.ts';
import type { ComparisonPoint } from './comparison.ts';
import type { Prediction } from './prediction.ts';
import type { RecordedService } from './recorded-run.ts';

/** Points about services that were there before: the fewest ready endpoints, and how long there were none. */
export function compareServices(
  real: readonly RecordedService[],
  predicted: Prediction['services'],
  untilSeconds: number,
): ComparisonPoint[] {
  const byName = new Map(predicted.map((service) => [service.service, service]));
  return real
    .filter(({ before }) => before > 0)
    .flatMap(({ service, lowest, zeroSeconds }): ComparisonPoint[] => {
      const other = byName.get(service);
      if (other === undefined) return [];
      const zero = Math.min(other.zeroSeconds, untilSeconds);
      return [
        {
          aspect: 'services',
          object: service,
          held: lowest === other.lowest && isNear(zeroSeconds, zero),
          real: `at least ${lowest} ready, none for ${zeroSeconds} s`,
          predicted: `at least ${other.lowest} ready, none for ${zero} s`,
        },
      ];
    });
}
