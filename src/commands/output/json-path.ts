import { isObject } from '../../kubernetes/index.ts';

type Values = readonly unknown[];
/** One step of a path: from values to those below them. */
type Step = (values: Values) => Values;

const STEP =
  /^(?:\.([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*)|\[(-?\d+)\]|(?:\.|\[)\*\]?|\['([^']+)'\]|\[\?\(@\.([A-Za-z0-9_.]+)\s*==\s*["']?([^"')]*)["']?\)\])/;

/**
 * What a JSONPath template makes of an object; or what of it is not modelled. Templates are texts and paths in braces:
 * fields, indexes, `[*]`, `['key']` and `[?(@.field=="value")]`, and quoted texts.
 *
 * @deviation ranges (`{range}`), slices, unions and other comparisons are refused.
 * @source k8s.io/client-go/util/jsonpath/jsonpath.go → JSONPath.Execute (v0.36.3)
 */
export function jsonPathTemplate(
  template: string,
): ((object: unknown) => string) | { readonly problem: string } {
  const parts: ((object: unknown) => string)[] = [];
  for (const [, text, expression] of template.matchAll(/([^{]+)|\{([^}]*)\}/g)) {
    if (text !== undefined) {
      parts.push(() => text);
      continue;
    }
    const quoted = /^\s*(["'])(.*)\1\s*$/.exec(expression ?? '');
    if (quoted) {
      const literal = quoted[2]!.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
      parts.push(() => literal);
      continue;
    }
    const steps = stepsOf((expression ?? '').trim().replace(/^\$/, ''));
    if (!steps) return { problem: `{${expression}}` };
    parts.push((object) =>
      steps
        .reduce<Values>((values, step) => step(values), [object])
        .map(textOf)
        .join(' '),
    );
  }
  return (object) => parts.map((part) => part(object)).join('');
}

function stepsOf(expression: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let rest = expression; rest !== '' && rest !== '.'; ) {
    const step = STEP.exec(rest);
    if (!step) return undefined;
    const [whole, field, index, key, filterField, filterValue] = step;
    const name = field?.replaceAll('\\.', '.') ?? key;
    if (name !== undefined) steps.push((values) => values.flatMap((value) => childrenAt(value, name)));
    else if (index !== undefined)
      steps.push((values) => values.flatMap((value) => itemAt(value, Number(index))));
    else if (filterField !== undefined) {
      const path = filterField.split('.');
      const isWanted = (item: unknown) => textOf(path.reduce<unknown>(childAt, item)) === filterValue;
      steps.push((values) => values.flatMap(itemsOf).filter(isWanted));
    } else steps.push((values) => values.flatMap(itemsOf));
    rest = rest.slice(whole.length);
  }
  return steps;
}

function childAt(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function childrenAt(value: unknown, name: string): Values {
  const child = childAt(value, name);
  return child === undefined ? [] : [child];
}

function itemAt(value: unknown, index: number): Values {
  const item = Array.isArray(value) ? value.at(index) : undefined;
  return item === undefined ? [] : [item];
}

function itemsOf(value: unknown): Values {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
