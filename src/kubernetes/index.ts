export { type GroupKind, groupKindOf, objectKey } from './group-kind.ts';
export { groupKindOfPlural, pluralOf, RESOURCES, type Resource } from './resources.ts';
export type * from './types.ts';
export { type KubernetesVersion, kubernetesVersion, NEWEST_MINOR } from './version.ts';
export { parseYaml, type TextPosition, type YamlDocument } from './yaml.ts';
