import { isLabelName, LABEL_NAME_RULE } from '../kubernetes/label-name.ts';
import { parseGoDuration } from './go-duration.ts';
import type { JsonReader } from './json-reader.ts';
import { decodeAddedAffinity } from './node-selector-arguments.ts';
import type { PluginArguments, PluginWithArguments } from './plugin-arguments.ts';
import { duplicateValue, forbidden, invalidValue } from './problem.ts';
import { decodeResources } from './resource-specs.ts';
import { decodeScoringStrategy } from './scoring-strategy.ts';
import { decodeSpreadArguments } from './spread-arguments.ts';

type Decoders = {
  readonly [Name in PluginWithArguments]: (args: JsonReader, minor: number) => PluginArguments[Name];
};

const SECOND_MS = 1000;
/** The first minor version where bindingTimeout may be set: DRADeviceBindingConditions is on. */
const BINDING_TIMEOUT_SINCE = 36;
/** The first minor version that has a field bindingTimeout. */
const BINDING_TIMEOUT_KNOWN_SINCE = 35;
/** The first minor version where DynamicResources takes arguments. */
const DYNAMIC_RESOURCES_ARGS_SINCE = 34;

/**
 * Reads the arguments of each plugin, applies the defaults and checks them.
 *
 * @source pkg/scheduler/apis/config/v1/defaults.go → SetDefaults_…Args (v1.36.3)
 * @source pkg/scheduler/apis/config/validation/validation_pluginargs.go → Validate…Args (v1.36.3)
 */
const DECODERS: Decoders = {
  DefaultPreemption(args) {
    const minCandidateNodesPercentage = args.integer('minCandidateNodesPercentage') ?? 10;
    const minCandidateNodesAbsolute = args.integer('minCandidateNodesAbsolute') ?? 100;
    checkRange(args, 'minCandidateNodesPercentage', minCandidateNodesPercentage, 0, 100);
    if (minCandidateNodesAbsolute < 0) {
      args.report(
        invalidValue(
          args.at('minCandidateNodesAbsolute'),
          minCandidateNodesAbsolute,
          'not in valid range [0, inf)',
        ),
      );
    }
    if (minCandidateNodesPercentage === 0 && minCandidateNodesAbsolute === 0) {
      const why = (other: string) => `cannot be zero at the same time as ${other}`;
      args.report(
        invalidValue(args.at('minCandidateNodesPercentage'), 0, why('minCandidateNodesAbsolute')),
        invalidValue(args.at('minCandidateNodesAbsolute'), 0, why('minCandidateNodesPercentage')),
      );
    }
    return { minCandidateNodesPercentage, minCandidateNodesAbsolute };
  },

  DynamicResources(args, minor) {
    const filterTimeoutMs = durationMs(args, 'filterTimeout') ?? 10 * SECOND_MS;
    const isKnown = minor >= BINDING_TIMEOUT_KNOWN_SINCE;
    const bindingTimeoutMs = isKnown ? durationMs(args, 'bindingTimeout') : undefined;
    if (filterTimeoutMs < 0) {
      args.report(
        invalidValue(args.at('filterTimeout'), args.raw('filterTimeout'), 'must be zero or positive'),
      );
    }
    if (bindingTimeoutMs !== undefined && minor < BINDING_TIMEOUT_SINCE) {
      const why = 'DRADeviceBindingConditions or DRAResourceClaimDeviceStatus feature gate is disabled';
      args.report(forbidden(args.at('bindingTimeout'), why));
    } else if (bindingTimeoutMs !== undefined && bindingTimeoutMs < SECOND_MS) {
      args.report(
        invalidValue(args.at('bindingTimeout'), args.raw('bindingTimeout'), 'must be at least 1 second'),
      );
    }
    return { filterTimeoutMs, bindingTimeoutMs: bindingTimeoutMs ?? 600 * SECOND_MS };
  },

  InterPodAffinity(args) {
    const hardPodAffinityWeight = args.integer('hardPodAffinityWeight') ?? 1;
    checkRange(args, 'hardPodAffinityWeight', hardPodAffinityWeight, 0, 100);
    const ignorePreferredTermsOfExistingPods = args.boolean('ignorePreferredTermsOfExistingPods') ?? false;
    return { hardPodAffinityWeight, ignorePreferredTermsOfExistingPods };
  },

  NodeAffinity(args) {
    const addedAffinity = decodeAddedAffinity(args);
    return addedAffinity === undefined ? {} : { addedAffinity };
  },

  NodeResourcesBalancedAllocation(args) {
    const resources = decodeResources(args);
    const seen = new Set<string>();
    resources.forEach(({ name, weight }, index) => {
      const path = `${args.at('resources')}[${index}]`;
      if (seen.has(name)) args.report(duplicateValue(`${path}.name`, name));
      if (weight !== 1) args.report(invalidValue(`${path}.weight`, weight, 'must be 1'));
      seen.add(name);
    });
    return { resources };
  },

  NodeResourcesFit(args) {
    const ignoredResources = args.strings('ignoredResources') ?? [];
    const ignoredResourceGroups = args.strings('ignoredResourceGroups') ?? [];
    checkLabelNames(args, 'ignoredResources', ignoredResources);
    ignoredResourceGroups.forEach((group, index) => {
      if (!group.includes('/')) return;
      const path = `${args.at('ignoredResourceGroups')}[${index}]`;
      args.report(invalidValue(path, group, "resource group name can't contain '/'"));
    });
    checkLabelNames(args, 'ignoredResourceGroups', ignoredResourceGroups);
    return { ignoredResources, ignoredResourceGroups, scoringStrategy: decodeScoringStrategy(args) };
  },

  PodTopologySpread: decodeSpreadArguments,

  VolumeBinding(args) {
    const bindTimeoutSeconds = args.integer('bindTimeoutSeconds') ?? 600;
    if (bindTimeoutSeconds < 0) {
      const why = 'invalid BindTimeoutSeconds, should not be a negative value';
      args.report(invalidValue(args.at('bindTimeoutSeconds'), bindTimeoutSeconds, why));
    }
    const shape = args.raw('shape');
    if (shape !== undefined) {
      const why = 'unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring';
      args.report(invalidValue(args.at('shape'), shape, why));
    }
    return { bindTimeoutSeconds };
  },
};

/** Names of the plugins that take arguments. */
export const PLUGINS_WITH_ARGUMENTS = Object.keys(DECODERS) as readonly PluginWithArguments[];

/** Whether the plugin takes arguments at all; those of any other are ignored, as upstream does. */
export function takesArguments(name: string, minor: number): name is PluginWithArguments {
  if (name === 'DynamicResources' && minor < DYNAMIC_RESOURCES_ARGS_SINCE) return false;
  return Object.hasOwn(DECODERS, name);
}

/** The arguments of one plugin with defaults; what is wrong goes to the reader's problems. */
export function decodeArguments<Name extends PluginWithArguments>(
  name: Name,
  args: JsonReader,
  minor: number,
): PluginArguments[Name] {
  const kind = args.string('kind');
  const expected = `${name}Args`;
  if (kind !== undefined && kind !== expected) {
    args.report({
      path: args.path,
      message: `args for plugin ${name} were not of type ${expected}, got ${kind}`,
    });
  }
  args.raw('apiVersion');
  const decoded = DECODERS[name](args, minor);
  args.end();
  return decoded;
}

function durationMs(args: JsonReader, field: string): number | undefined {
  const text = args.string(field);
  if (text === undefined) return undefined;
  const durationInMs = parseGoDuration(text);
  if (durationInMs === undefined)
    args.report({ path: args.at(field), message: `invalid duration "${text}"` });
  return durationInMs;
}

function checkRange(args: JsonReader, field: string, value: number, low: number, high: number): void {
  if (value < low || value > high) {
    args.report(invalidValue(args.at(field), value, `not in valid range [${low}, ${high}]`));
  }
}

function checkLabelNames(args: JsonReader, field: string, names: readonly string[]): void {
  names.forEach((name, index) => {
    if (!isLabelName(name)) args.report(invalidValue(`${args.at(field)}[${index}]`, name, LABEL_NAME_RULE));
  });
}
