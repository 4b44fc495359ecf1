import { isObject } from '../../kubernetes/index.ts';

/** Texts that YAML would read as something else: they are quoted. @source sigs.k8s.io/yaml/goyaml.v2/resolve.go → resolve */
const READ_OTHERWISE =
  /^(?:|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|<<|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.[\d_]*\d[\d_]*)(?:[eE][-+]?\d+)?|[-+]?0[xX][\da-fA-F_]+|[-+]?0[oO]?[0-7_]+|[-+]?0b[01_]+|\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?)$/;
/** Texts that cannot stand without quotes because of a sign that means something. @source sigs.k8s.io/yaml/goyaml.v2/emitterc.go → yaml_emitter_analyze_scalar */
const NEEDS_QUOTES = /^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`]|^(?:---|\.\.\.)|:(?:\s|$)|\s#|^\s|\s$/;
/** Control characters, which only double quotes can hold. */
const UNPRINTABLE = /[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * A value as kubectl prints it with `-o yaml`: keys sorted, sequences on the level of their key.
 *
 * @source sigs.k8s.io/yaml/yaml.go → Marshal
 */
export function yamlText(value: unknown): string {
  return `${linesOf(value).join('\n')}\n`;
}

function linesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.length === 0 ? ['[]'] : value.flatMap(itemLines);
  if (!isObject(value)) return scalarLines(value);
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  if (entries.length === 0) return ['{}'];
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([key, field]) => fieldLines(key, field));
}

function itemLines(item: unknown): string[] {
  return linesOf(item).map((line, index) => (index === 0 ? `- ${line}` : indented(line)));
}

function fieldLines(key: string, value: unknown): string[] {
  const [first = '', ...rest] = linesOf(value);
  const name = key.includes('\n') ? JSON.stringify(key) : scalarLines(key).join('');
  const isBlock = Array.isArray(value) ? value.length > 0 : isObject(value) && first !== '{}';
  if (!isBlock) return [`${name}: ${first}`, ...rest.map(indented)];
  const lines = [first, ...rest];
  return [`${name}:`, ...(Array.isArray(value) ? lines : lines.map(indented))];
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}

/** A scalar; a text of several lines is a block, whose first line is its sign. */
function scalarLines(value: unknown): string[] {
  if (typeof value !== 'string') return [value === null ? 'null' : String(value)];
  if (UNPRINTABLE.test(value)) return [JSON.stringify(value)];
  if (value.includes('\n'))
    return /^\s|[ \t]\n|[ \t]$/.test(value) ? [JSON.stringify(value)] : blockLines(value);
  if (READ_OTHERWISE.test(value)) return [JSON.stringify(value)];
  return [NEEDS_QUOTES.test(value) ? `'${value.replaceAll("'", "''")}'` : value];
}

function blockLines(text: string): string[] {
  const trailing = /\n*$/.exec(text)![0].length;
  const sign = trailing === 0 ? '|-' : trailing === 1 ? '|' : '|+';
  const lines = text.split('\n');
  return [sign, ...(trailing === 0 ? lines : lines.slice(0, -1))];
}
