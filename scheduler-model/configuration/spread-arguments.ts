import { isLabelName, LABEL_NAME_RULE } from '../kubernetes/label-name.ts';
import type { TopologySpreadConstraint } from '../kubernetes/pod.ts';
import type { JsonReader } from './json-reader.ts';
import type { PodTopologySpreadArgs } from './plugin-arguments.ts';
import { duplicateValue, forbidden, invalidValue, requiredValue, unsupportedValue } from './problem.ts';

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];

/**
 * Which constraints pods without any of their own get.
 *
 * @source pkg/scheduler/apis/config/validation/validation_pluginargs.go → ValidatePodTopologySpreadArgs (v1.36.3)
 */
export function decodeSpreadArguments(args: JsonReader): PodTopologySpreadArgs {
  const defaultingType = args.string('defaultingType') || 'System';
  const readers = args.objects('defaultConstraints') ?? [];
  const defaultConstraints = readers.map(decodeConstraint);
  if (defaultingType !== 'System' && defaultingType !== 'List') {
    args.report(unsupportedValue(args.at('defaultingType'), defaultingType, ['System', 'List']));
  } else if (defaultingType === 'System' && defaultConstraints.length > 0) {
    args.report(invalidValue(args.at('defaultingType'), 'System', 'when .defaultConstraints are not empty'));
  }
  readers.forEach((reader, index) => {
    checkConstraint(reader, defaultConstraints[index]!);
    const { topologyKey, whenUnsatisfiable } = defaultConstraints[index]!;
    const same = (other: TopologySpreadConstraint) =>
      other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable;
    if (defaultConstraints.slice(0, index).some(same)) {
      args.report(duplicateValue(reader.path, `{${topologyKey}, ${whenUnsatisfiable}}`));
    }
  });
  return { defaultingType: defaultingType === 'List' ? 'List' : 'System', defaultConstraints };
}

function decodeConstraint(reader: JsonReader): TopologySpreadConstraint {
  const minDomains = reader.integer('minDomains');
  const nodeAffinityPolicy = reader.string('nodeAffinityPolicy');
  const nodeTaintsPolicy = reader.string('nodeTaintsPolicy');
  const matchLabelKeys = reader.strings('matchLabelKeys');
  const constraint: TopologySpreadConstraint = {
    maxSkew: reader.integer('maxSkew') ?? 0,
    topologyKey: reader.string('topologyKey') ?? '',
    whenUnsatisfiable: reader.string('whenUnsatisfiable') ?? '',
    ...(minDomains === undefined ? {} : { minDomains }),
    ...(nodeAffinityPolicy === undefined ? {} : { nodeAffinityPolicy }),
    ...(nodeTaintsPolicy === undefined ? {} : { nodeTaintsPolicy }),
    ...(matchLabelKeys === undefined ? {} : { matchLabelKeys }),
  };
  if (reader.raw('labelSelector') !== undefined) {
    const why = 'constraint must not define a selector, as they deduced for each pod';
    reader.report(forbidden(reader.at('labelSelector'), why));
  }
  reader.end();
  return constraint;
}

function checkConstraint(reader: JsonReader, constraint: TopologySpreadConstraint): void {
  const { maxSkew, topologyKey, whenUnsatisfiable } = constraint;
  if (maxSkew <= 0) reader.report(invalidValue(reader.at('maxSkew'), maxSkew, 'not in valid range (0, inf)'));
  if (topologyKey === '') reader.report(requiredValue(reader.at('topologyKey'), 'can not be empty'));
  else if (!isLabelName(topologyKey)) {
    reader.report(invalidValue(reader.at('topologyKey'), topologyKey, LABEL_NAME_RULE));
  }
  if (whenUnsatisfiable === '')
    reader.report(requiredValue(reader.at('whenUnsatisfiable'), 'can not be empty'));
  else if (!ACTIONS.includes(whenUnsatisfiable)) {
    reader.report(unsupportedValue(reader.at('whenUnsatisfiable'), whenUnsatisfiable, ACTIONS));
  }
}
