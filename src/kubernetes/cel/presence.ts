import type { ASTNode, Environment } from '@marcbachmann/cel-js';

const HAS_FIELD = 'hasField';
const IS_MEMBER = 'isMember';

/** Registers the functions that `rewritePresence` writes. */
export function registerPresence(environment: Environment): Environment {
  return environment
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
 * The expression with the tests of presence written as function calls that cel-js does not get right by itself:
 * `has(a["b"].c)`, which it allows only at the end of a chain of names, and `x in a.b`, which asks a map for the
 * value instead of the key.
 */
export function rewritePresence(environment: Environment, expression: string): string {
  if (!/\bhas\s*\(|\bin\b/.test(expression)) return expression;
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
  return replaceChildren(node, expression);
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
