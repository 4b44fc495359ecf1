// Makes src/kubernetes/schema/schema.json from a Kubernetes release's api/openapi-spec/swagger.json (its path is the argument).
//
// A type is an object of fields; a field is written as: s string, i integer, n number, b boolean, o any object,
// q integer or string, @Type, [x list of x, {x map of x; then, after a bar each, p=key the patch merge key, l=keys the
// keys of a list that is a map, set, atomic, retain, replace.
import { readFileSync, writeFileSync } from 'node:fs';

const swagger = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { definitions } = swagger;
const SKIPPED_VERSION = /(alpha|beta)\d/;

const short = (name) =>
  name.replace(
    /^io\.k8s\.(api|apimachinery\.pkg\.apis|apiextensions-apiserver\.pkg\.apis|kube-aggregator\.pkg\.apis)\./,
    '',
  );
const SCALARS = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'q',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 's',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 's',
};
const types = {};
const queue = [];

function referred(ref) {
  const name = ref.slice('#/definitions/'.length);
  if (SCALARS[name]) return SCALARS[name];
  const definition = definitions[name];
  if (!definition?.properties) return definition?.type === 'string' ? 's' : 'o';
  queue.push(name);
  return `@${short(name)}`;
}

function typeOf(schema) {
  if (schema.$ref) return referred(schema.$ref);
  switch (schema.type) {
    case 'array':
      return `[${typeOf(schema.items ?? {})}`;
    case 'object':
      return schema.additionalProperties ? `{${typeOf(schema.additionalProperties)}` : 'o';
    case 'string':
      return schema.format === 'int-or-string' ? 'q' : 's';
    case 'integer':
      return 'i';
    case 'number':
      return 'n';
    case 'boolean':
      return 'b';
    default:
      return 'o';
  }
}

function fieldOf(schema) {
  const marks = [];
  const strategy = schema['x-kubernetes-patch-strategy'] ?? '';
  if (strategy.includes('merge')) marks.push(`p=${schema['x-kubernetes-patch-merge-key'] ?? ''}`);
  if (strategy.includes('retainKeys')) marks.push('retain');
  if (strategy.includes('replace')) marks.push('replace');
  const list = schema['x-kubernetes-list-type'];
  if (list === 'map') marks.push(`l=${schema['x-kubernetes-list-map-keys'].join(',')}`);
  if (list === 'set') marks.push('set');
  const target = schema.$ref ? definitions[schema.$ref.slice('#/definitions/'.length)] : schema;
  const isAtomic = [schema, target].some((each) => each?.['x-kubernetes-map-type'] === 'atomic');
  if (isAtomic || list === 'atomic') marks.push('atomic');
  return [typeOf(schema), ...marks].join('|');
}

const kinds = {};
for (const [name, definition] of Object.entries(definitions)) {
  const [gvk, ...others] = definition['x-kubernetes-group-version-kind'] ?? [];
  if (!gvk || others.length > 0 || !definition.properties?.metadata || gvk.kind.endsWith('List')) continue;
  if (SKIPPED_VERSION.test(gvk.version)) continue;
  kinds[`${gvk.group ? `${gvk.group}/` : ''}${gvk.version} ${gvk.kind}`] = short(name);
  queue.push(name);
}
for (let name = queue.pop(); name; name = queue.pop()) {
  if (types[short(name)]) continue;
  const fields = {};
  types[short(name)] = fields;
  for (const [field, schema] of Object.entries(definitions[name].properties)) fields[field] = fieldOf(schema);
}
const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
const text = JSON.stringify({ version: swagger.info.version, kinds: sorted(kinds), types: sorted(types) });
writeFileSync('src/kubernetes/schema/schema.json', `${text.replaceAll('},"', '},\n"')}\n`);
console.log(`${Object.keys(kinds).length} kinds, ${Object.keys(types).length} types, ${text.length} bytes`);
