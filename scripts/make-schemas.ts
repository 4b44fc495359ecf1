// Makes docs/schema/*.json of the documents about the past from their TypeScript types: npm run schemas
import { writeFileSync } from 'node:fs';
import ts from 'typescript';
import { API_VERSION } from '../src/snapshot/index.ts';

/** Documents by file name: where the type stands, and what prints it. */
const DOCUMENTS: readonly (readonly [string, string, string, string])[] = [
  ['history-report', 'src/decisions/documents.ts', 'HistoryReport', 'kubectl smart history -o json'],
  ['why-report', 'src/decisions/documents.ts', 'WhyReport', 'kubectl smart why -o json'],
  ['object-state', 'src/decisions/object-state.ts', 'ObjectState', 'kubectl smart history --state -o json'],
  ['note', 'src/decisions/note.ts', 'Note', 'kubectl smart note --sidecar (one a line)'],
  ['cluster-diff', 'src/differences/documents.ts', 'ClusterDiff', 'kubectl smart diff -o json'],
  ['debug-timeline', 'src/timelines/documents.ts', 'DebugTimeline', 'kubectl smart debug -o json'],
];
/** Types whose inside is Kubernetes' own. */
const OPEN = new Set(['KubeObject']);

type Schema = Readonly<Record<string, unknown>>;

const program = ts.createProgram(
  DOCUMENTS.map(([, file]) => file),
  {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
);
const checker = program.getTypeChecker();

for (const [file, source, name, printedBy] of DOCUMENTS) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(source)!)!;
  const symbol = checker.getExportsOfModule(module).find((each) => each.name === name)!;
  const definitions = new Map<string, Schema>();
  const body = objectSchema(checker.getDeclaredTypeOfSymbol(symbol), definitions, name);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:kubectl-smart:schema:${file}:v1`,
    title: name,
    description: `What \`${printedBy}\` prints. Objects are written Kind/namespace/name, or Kind/name where there is no namespace. Fields may be added; none is renamed or dropped within v1.`,
    ...body,
    ...(definitions.size === 0
      ? {}
      : { $defs: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))) }),
  };
  writeFileSync(`docs/schema/${file}.v1.json`, `${JSON.stringify(schema, null, 2)}\n`);
}

function schemaOf(type: ts.Type, definitions: Map<string, Schema>): Schema {
  if (type.isUnion()) return unionSchema(type, definitions);
  if (type.flags & ts.TypeFlags.StringLiteral) return { const: (type as ts.StringLiteralType).value };
  if (type.flags & ts.TypeFlags.String) return { type: 'string' };
  if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
  if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
  if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
  if (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) return anything(definitions);
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'array', items: schemaOf(item!, definitions) };
  }
  const name = (type.aliasSymbol ?? type.symbol)?.name ?? '__type';
  if (OPEN.has(name)) return anything(definitions);
  if (name === '__type') return objectSchema(type, definitions, undefined);
  if (!definitions.has(name)) {
    definitions.set(name, {});
    definitions.set(name, objectSchema(type, definitions, undefined));
  }
  return { $ref: `#/$defs/${name}` };
}

/** Any JSON value. */
function anything(definitions: Map<string, Schema>): Schema {
  const reference = { $ref: '#/$defs/Anything' };
  definitions.set('Anything', { additionalProperties: reference, items: reference });
  return reference;
}

/** Words of a choice as one list, and null beside what there is. */
function unionSchema(type: ts.UnionType, definitions: Map<string, Schema>): Schema {
  const parts = type.types.filter((each) => !(each.flags & ts.TypeFlags.Undefined));
  if (parts.every((each) => each.flags & ts.TypeFlags.BooleanLike)) return { type: 'boolean' };
  if (parts.every((each) => each.isStringLiteral()))
    return { enum: parts.map((each) => (each as ts.StringLiteralType).value) };
  const others = parts.filter((each) => !(each.flags & ts.TypeFlags.Null));
  const schemas =
    others.length === 1
      ? [schemaOf(others[0]!, definitions)]
      : others.map((each) => schemaOf(each, definitions));
  const hasNull = others.length < parts.length;
  const [only] = schemas;
  if (!hasNull && schemas.length === 1) return only!;
  if (hasNull && schemas.length === 1 && typeof only!.type === 'string' && Object.keys(only!).length === 1)
    return { type: [only!.type, 'null'] };
  return { anyOf: [...schemas, ...(hasNull ? [{ type: 'null' }] : [])] };
}

function objectSchema(type: ts.Type, definitions: Map<string, Schema>, document: string | undefined): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const property of type.getProperties()) {
    const own = checker.getTypeOfSymbol(property);
    const words = ts.displayPartsToString(property.getDocumentationComment(checker));
    const schema =
      document !== undefined && property.name === 'apiVersion'
        ? { const: API_VERSION }
        : schemaOf(own, definitions);
    properties[property.name] = { ...schema, ...(words === '' ? {} : { description: words }) };
    if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
  }
  return { type: 'object', required, properties };
}
