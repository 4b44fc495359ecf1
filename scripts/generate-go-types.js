// Makes src/kubernetes/go-types/go-types.json: the Go structures below a pod template, in every modelled version.
// It needs Go and the Go module proxy (k8s.io/api and what it asks for); arguments are versions of k8s.io/api in place
// of those below.
//
// A type is a list of its fields in the order of the source; a field is written as: its Go name, its Go type, and
// where they are needed its name in JSON (`-` for what is inlined; else the Go name with a small first letter), then
// `+31` for a field that came with 1.31, `-31` for one that 1.31 no longer has. `named` are the lists and maps with a
// name of their own; any other name that is no structure's is a text's.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSIONS = [
  'v0.29.15',
  'v0.30.14',
  'v0.31.14',
  'v0.32.13',
  'v0.33.13',
  'v0.34.13',
  'v0.35.10',
  'v0.36.3',
];
const TARGET = 'src/kubernetes/go-types/go-types.json';

/** What go-types/main.go prints for a version. */
function typesOf(version) {
  const folder = mkdtempSync(join(tmpdir(), 'go-types-'));
  try {
    copyFileSync(join(import.meta.dirname, 'go-types/main.go'), join(folder, 'main.go'));
    const requires = ['api', 'apimachinery'].map((name) => `require k8s.io/${name} ${version}\n`);
    writeFileSync(join(folder, 'go.mod'), `module go-types\n\ngo 1.24.0\n\n${requires.join('')}`);
    const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, GOFLAGS: '-mod=mod' } };
    return JSON.parse(execFileSync('go', ['run', '.'], options));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fieldText([name, type, json]) {
  const usual = name[0].toLowerCase() + name.slice(1);
  return [name, type, ...(json === usual ? [] : [json || '-'])].join(' ');
}

/** All fields that a type ever had, the removed ones after what stood before them. */
function mergedFields(lists) {
  const merged = [...lists.at(-1)];
  for (const list of lists.toReversed()) {
    for (const [index, field] of list.entries()) {
      if (!merged.includes(field)) merged.splice(merged.indexOf(list[index - 1]) + 1, 0, field);
    }
  }
  return merged;
}

/** A field's text with the versions that have it; `first` is the first version in which the type exists. */
function withVersions(field, byMinor) {
  const minors = [...byMinor].filter(([, list]) => list.includes(field)).map(([minor]) => minor);
  const [from, to] = [minors[0], minors.at(-1)];
  const all = [...byMinor.keys()];
  return [field, ...(from === all[0] ? [] : [`+${from}`]), ...(to === all.at(-1) ? [] : [`-${to + 1}`])].join(
    ' ',
  );
}

/** Whether a field's text says that a version has it; as src/kubernetes/go-types/go-types.ts reads it. */
function hasField(text, minor) {
  const bound = (sign) =>
    text
      .split(' ')
      .find((word) => word[0] === sign && word.length > 1)
      ?.slice(1);
  return Number(bound('+') ?? 0) <= minor && minor < Number(bound('-') ?? Infinity);
}

const versions = process.argv.length > 2 ? process.argv.slice(2) : VERSIONS;
const byMinor = versions.map((version) => [Number(version.split('.')[1]), typesOf(version)]);
const names = [...new Set(byMinor.flatMap(([, { fields }]) => Object.keys(fields)))].sort();
const named = Object.assign({}, ...byMinor.map((each) => each[1].named));
const types = {};
for (const name of names) {
  const lists = new Map(
    byMinor
      .filter(([, { fields }]) => fields[name])
      .map(([minor, { fields }]) => [minor, fields[name].map(fieldText)]),
  );
  types[name] = mergedFields([...lists.values()]).map((field) => withVersions(field, lists));
  for (const [minor, list] of lists) {
    const read = types[name]
      .filter((text) => hasField(text, minor))
      .map((text) => text.replace(/( [+-]\d+)+$/, ''));
    if (read.join() !== list.join())
      throw new Error(`The fields of ${name} changed places before 1.${minor}.`);
  }
}
mkdirSync('src/kubernetes/go-types', { recursive: true });
const text = JSON.stringify({ versions, named, types });
writeFileSync(TARGET, `${text.replaceAll('],"', '],\n"')}\n`);
console.log(`${names.length} types, ${text.length} bytes`);
