import type { ASTNode, Environment } from '@marcbachmann/cel-js';

const HAS_FIELD = 'hasField';
const IS_MEMBER = 'isMember';
const KEYS = 'keysOf';

/** Registers the functions that `rewriteExpression` writes. */
export function registerRewritten(environment: Environment): Environment {
  return environment
    .registerFunction(`${KEYS}(dyn): list<dyn>`, (collection: unknown) => {
      if (Array.isArray(collection)) return collection.map((_, index) => BigInt(index));
      return collection instanceof Map ? [...collection.keys()] : Object.keys(collection as object);
    })
    .registerFunction(`${HAS_FIELD}(dyn, string): bool`, hasKey)
    .registerFunction(`${IS_MEMBER}(dyn, dyn): bool`, (item: unknown, collection: unknown) =>
      // biome-ignore lint/suspicious/noDoubleEquals: CEL compares int and double by value, as == does bigint and number.
      Array.isArray(collection) ? collection.some((member) => member == item) : hasKey(collection, item),
    );
}

function hasKey(target: unknown, key: unknown): boolean {
  if (target instanceof Map) return target.has(key);
  return typeof target === 'object' && target !== null && Object.hasOwn(target, String(key));
}

/**
 * The expression with what cel-js does not get right by itself written as what it does: `has(a["b"].c)`, which it allows only
 * at the end of a chain of names; `x in a.b`, which asks a map for the value instead of the key; `optMap` and `optFlatMap`;
 * and comprehensions over index and item, or over key and value.
 */
export function rewriteExpression(environment: Environment, expression: string): string {
  if (!/\bhas\s*\(|\bin\b|\boptMap\b|\boptFlatMap\b|\(\s*\w+\s*,\s*\w+\s*,/.test(expression))
    return expression;
  return rewrite(environment.parse(expression).ast, expression);
}

function rewrite(node: ASTNode, expression: string): string {
  const text = (part: ASTNode) => rewrite(part, expression);
  if (node.op === 'call' && node.args[0] === 'has') {
    const [argument] = node.args[1];
    if (node.args[1].length === 1 && argument?.op === '.') {
      return `${HAS_FIELD}(${text(argument.args[0])}, ${JSON.stringify(argument.args[1])})`;
    }
  }
  if (node.op === 'in' && node.args[1].op === '.') {
    return `${IS_MEMBER}(${text(node.args[0])}, ${text(node.args[1])})`;
  }
  if (node.op === 'rcall') {
    const [name, receiver, args] = node.args;
    const rewritten = rewriteMacro(name, text(receiver), args.map(text));
    if (rewritten !== undefined) return rewritten;
  }
  return replaceChildren(node, expression);
}

/** Comprehensions that may take index and item (or key and value), and their names with one variable. */
const OVER_TWO: Readonly<Record<string, string>> = {
  all: 'all',
  exists: 'exists',
  existsOne: 'exists_one',
  exists_one: 'exists_one',
  transformList: 'map',
};

/**
 * @source https://github.com/google/cel-go/blob/master/cel/library.go → optMap, optFlatMap
 * @source https://github.com/google/cel-go/blob/master/ext/comprehensions.go
 */
function rewriteMacro(name: string, receiver: string, args: readonly string[]): string | undefined {
  const [first = '', second = '', ...rest] = args;
  if (args.length === 2 && (name === 'optMap' || name === 'optFlatMap')) {
    const bound = `cel.bind(${first}, (${receiver}).value(), ${second})`;
    return `((${receiver}).hasValue() ? ${name === 'optMap' ? `optional.of(${bound})` : bound} : optional.none())`;
  }
  const single = OVER_TWO[name];
  const isOverTwo = args.length === 3 || (args.length === 4 && name === 'transformList');
  if (single === undefined || !isOverTwo || !/^\w+$/.test(second)) return undefined;
  const bodies = rest.map((body) => `cel.bind(${second}, (${receiver})[${first}], ${body})`);
  return `${KEYS}(${receiver}).${single}(${first}, ${bodies.join(', ')})`;
}

/** The node's own text with the texts of its parts put in their places. */
function replaceChildren(node: ASTNode, expression: string): string {
  let rewritten = '';
  let position = node.range.start;
  const children = childrenOf(node.args).sort((one, other) => one.range.start - other.range.start);
  for (const child of children) {
    rewritten += expression.slice(position, child.range.start) + rewrite(child, expression);
    position = child.range.end;
  }
  return rewritten + expression.slice(position, node.range.end);
}

function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return typeof args === 'object' && args !== null && 'op' in args && 'args' in args ? [args as ASTNode] : [];
}
