export { compileSelector, type Selector, selects } from '../../scheduler-model/index.ts';
export { Amount, amountsIn } from './amount.ts';
export { type CelOutcome, type CelProgram, type CelVariables, compileCel } from './cel/compile-cel.ts';
export { compileDeviceSelector } from './cel/device-selector.ts';
export { compareTexts } from './compare-texts.ts';
export { conditionOf } from './condition-of.ts';
export { currentGroupKindOf, inCurrentVersion } from './conversion/current-version.ts';
export { withDefaults } from './defaults/defaults.ts';
export { withJobSelector } from './defaults/job-selector.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { isEqual } from './equal.ts';
export { goText } from './go-text.ts';
export { spew } from './go-types/spew.ts';
export { type GroupKind, groupKindOf, objectKey } from './group-kind.ts';
export { generateName, safeEncodeString } from './names.ts';
export { type NeededConfiguration, neededConfiguration } from './needed-configuration.ts';
export { NODE_POOL_LABELS } from './node-pool-labels.ts';
export { parseSelector } from './parse-selector.ts';
export { applyMerge } from './patch/apply-merge.ts';
export { jsonPatch } from './patch/json-patch.ts';
export { isObject, type JsonObject } from './patch/json-value.ts';
export { mergeKeyProblem } from './patch/merge-key-problem.ts';
export { createMergePatch, mergePatch } from './patch/merge-patch.ts';
export { strategicMergePatch } from './patch/strategic-merge.ts';
export { isAlwaysPatched, threeWayMerge } from './patch/three-way-merge.ts';
export { podAmounts } from './pod-amounts.ts';
export { guessedKind, kindsNamed, resourceWords, type ServedKind } from './resource-names.ts';
export { groupKindOfPlural, pluralOf, RESOURCES, type Resource } from './resources.ts';
export { revisionTemplate } from './revision-template.ts';
export { withoutUnknownFields } from './schema/prune.ts';
export { typeOfKind } from './schema/schema.ts';
export { schemaProblems } from './schema/unknown-fields.ts';
export { isServedVersion } from './served-versions.ts';
export { SharedShapes, shapeMismatch } from './shape.ts';
export {
  configKeyProblems,
  dns1035Problems,
  envNameProblems,
  labelProblems,
  labelValueProblems,
  portNameProblems,
  portProblems,
  qualifiedNameProblems,
  subdomainProblems,
  type TextRule,
} from './text-rules.ts';
export { isTimeZone } from './time-zone.ts';
export { instant, isoTime, timestampOf } from './timestamp.ts';
export type * from './types.ts';
export { variedWords } from './varied-words.ts';
export { type KubernetesVersion, kubernetesVersion, NEWEST_MINOR, OLDEST_MINOR } from './version.ts';
export { parseYaml, type TextPosition, type YamlDocument } from './yaml.ts';
