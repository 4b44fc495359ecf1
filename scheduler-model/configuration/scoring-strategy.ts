import type { JsonReader } from './json-reader.ts';
import type { ScoringStrategy, UtilizationShapePoint } from './plugin-arguments.ts';
import { forbidden, invalidValue, requiredValue, unsupportedValue } from './problem.ts';
import { CPU_AND_MEMORY, decodeResources } from './resource-specs.ts';

const MAX_WEIGHT = 100;
const MAX_UTILIZATION = 100;
/** Scores of a shape run from 0 to this. */
const MAX_SHAPE_SCORE = 10;
const TYPES = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'] as const;

/**
 * How NodeResourcesFit scores: least allocated by cpu and memory unless told otherwise.
 *
 * @source pkg/scheduler/apis/config/validation/validation_pluginargs.go → ValidateNodeResourcesFitArgs (v1.36.3)
 */
export function decodeScoringStrategy(args: JsonReader): ScoringStrategy {
  const strategy = args.object('scoringStrategy');
  if (!strategy) return { type: 'LeastAllocated', resources: CPU_AND_MEMORY };
  const resources = decodeResources(strategy);
  const name = strategy.string('type') ?? '';
  const type = TYPES.find((known) => known === name);
  const ratio = strategy.object('requestedToCapacityRatio');
  const ratioPath = strategy.at('requestedToCapacityRatio');
  if (type === undefined) strategy.report(unsupportedValue(strategy.at('type'), name, TYPES));
  resources.forEach((resource, index) => {
    if (resource.weight > 0 && resource.weight <= MAX_WEIGHT) return;
    const why = `resource weight of ${resource.name} not in valid range (0, 100]`;
    strategy.report(invalidValue(`${strategy.at('resources')}[${index}].weight`, resource.weight, why));
  });
  const shape = ratio ? decodeShape(ratio) : [];
  if (ratio && type !== 'RequestedToCapacityRatio') {
    strategy.report(forbidden(ratioPath, 'must be nil when type is not RequestedToCapacityRatio'));
  }
  strategy.end();
  if (type !== 'RequestedToCapacityRatio') return { type: type ?? 'LeastAllocated', resources };
  if (!ratio) {
    strategy.report(requiredValue(ratioPath, 'must be specified when type is RequestedToCapacityRatio'));
  }
  return { type, resources, requestedToCapacityRatio: { shape } };
}

/** @source pkg/scheduler/apis/config/validation/validation_pluginargs.go → validateFunctionShape (v1.36.3) */
function decodeShape(ratio: JsonReader): readonly UtilizationShapePoint[] {
  const readers = ratio.objects('shape') ?? [];
  const shape = readers.map((reader) => {
    const point = { utilization: reader.integer('utilization') ?? 0, score: reader.integer('score') ?? 0 };
    reader.end();
    return point;
  });
  const path = ratio.at('shape');
  ratio.end();
  if (shape.length === 0) ratio.report(requiredValue(path, 'at least one point must be specified'));
  const unsorted = shape.findIndex(
    (point, index) => index > 0 && shape[index - 1]!.utilization >= point.utilization,
  );
  if (unsorted > 0) {
    const why = 'values must be sorted in increasing order';
    ratio.report(invalidValue(`${path}[${unsorted}].utilization`, shape[unsorted]!.utilization, why));
  }
  shape.forEach(({ utilization, score }, index) => {
    if (utilization < 0 || utilization > MAX_UTILIZATION) {
      const why = `not in valid range [0, ${MAX_UTILIZATION}]`;
      ratio.report(invalidValue(`${path}[${index}].utilization`, utilization, why));
    }
    if (score < 0 || score > MAX_SHAPE_SCORE) {
      ratio.report(
        invalidValue(`${path}[${index}].score`, score, `not in valid range [0, ${MAX_SHAPE_SCORE}]`),
      );
    }
  });
  return shape;
}
