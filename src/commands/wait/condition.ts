import { isObject, type KubeObject } from '../../kubernetes/index.ts';

/** What `kubectl wait --for` asks for. */
export type WaitFor =
  | { readonly type: 'delete' | 'create' }
  | { readonly type: 'holds'; readonly test: (object: KubeObject) => boolean };

/**
 * Reads `delete`, `create`, `condition=NAME[=VALUE]` and `jsonpath={.path}[=value]`; or says what is wrong.
 *
 * @source k8s.io/kubectl/pkg/cmd/wait/wait.go → conditionFuncFor (v0.36.3)
 */
export function parseWaitFor(text: string): WaitFor | { readonly problem: string } {
  if (text.toLowerCase() === 'delete') return { type: 'delete' };
  if (text.toLowerCase() === 'create') return { type: 'create' };
  if (text.startsWith('condition=')) {
    const [name = '', ...rest] = text.slice('condition='.length).split('=');
    const value = rest.length > 0 ? rest.join('=').replace(/^"(.*)"$/, '$1') : 'true';
    return { type: 'holds', test: (object) => hasCondition(object, name, value) };
  }
  if (text === 'jsonpath=') return { problem: 'jsonpath expression cannot be empty' };
  if (text.startsWith('jsonpath=')) return jsonPathOf(text.slice('jsonpath='.length));
  return { problem: `unrecognized condition: ${JSON.stringify(text)}` };
}

/** @source k8s.io/kubectl/pkg/cmd/wait/condition.go → ConditionalWait.checkCondition (v0.36.3) */
function hasCondition(object: KubeObject, name: string, value: string): boolean {
  const status = isObject(object.status) ? object.status : {};
  const conditions = Array.isArray(status.conditions) ? status.conditions : [];
  const condition = conditions.find(
    (each) => isObject(each) && String(each.type).toLowerCase() === name.toLowerCase(),
  );
  if (!isObject(condition)) return false;
  const { generation } = object.metadata;
  const observed = condition.observedGeneration ?? status.observedGeneration;
  if (generation !== undefined && typeof observed === 'number' && observed < generation) return false;
  return String(condition.status).toLowerCase() === value.toLowerCase();
}

const STEP =
  /^(?:\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['([^']+)'\]|\[\?\(@\.([A-Za-z0-9_]+)==["']?([^"')]*)["']?\)\])/;

function jsonPathOf(text: string): WaitFor | { readonly problem: string } {
  const [, expression = '', wanted] = /^'?\{?(.*?)\}?'?(?:=(?!=)(.*))?$/s.exec(text) ?? [];
  const steps: RegExpExecArray[] = [];
  let rest = expression.startsWith('.') || expression.startsWith('[') ? expression : `.${expression}`;
  while (rest !== '') {
    const step = STEP.exec(rest);
    if (!step) return { problem: `jsonpath wait condition cannot be read: ${expression}` };
    steps.push(step);
    rest = rest.slice(step[0].length);
  }
  const value = wanted?.replace(/^(['"])(.*)\1$/, '$2');
  return {
    type: 'holds',
    test: (object) => {
      const found = valueAt(object, steps);
      if (found === undefined) return false;
      return value === undefined || (!isObject(found) && !Array.isArray(found) && String(found) === value);
    },
  };
}

function valueAt(object: unknown, steps: readonly RegExpExecArray[]): unknown {
  let value = object;
  for (const [, field, index, quotedField, filterKey, filterValue] of steps) {
    if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
    else if (filterKey !== undefined) {
      value = Array.isArray(value)
        ? value.find((each) => isObject(each) && String(each[filterKey]) === filterValue)
        : undefined;
    } else value = isObject(value) ? value[field ?? quotedField ?? ''] : undefined;
  }
  return value;
}
