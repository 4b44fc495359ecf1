import {
  isObject,
  type JsonObject,
  labelProblems,
  labelValueProblems,
  qualifiedNameProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { invalid, required, unknownText } from './field-errors.ts';
import { objectIn, objectsIn, textIn, textsIn } from './json-fields.ts';
import { labelSelectorErrors, nodeRequirementErrors } from './selectors.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const WEIGHT_MAX = 100;
const KEYLESS = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const POLICIES = ['Honor', 'Ignore'];

/**
 * What is wrong with where a pod may stand: affinities, spreading, tolerations.
 *
 * @source pkg/apis/core/validation/validation.go → validateAffinity (v1.36.3)
 */
export function affinityErrors(affinity: unknown, path: string): FieldError[] {
  if (!isObject(affinity)) return [];
  return [
    ...nodeAffinityErrors(objectIn(affinity, 'nodeAffinity'), `${path}.nodeAffinity`),
    ...['podAffinity', 'podAntiAffinity'].flatMap((type) =>
      podAffinityErrors(objectIn(affinity, type), `${path}.${type}`),
    ),
  ];
}

function nodeAffinityErrors(affinity: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (isObject(affinity[REQUIRED])) {
    const at = `${path}.${REQUIRED}.nodeSelectorTerms`;
    const terms = objectsIn(affinity[REQUIRED], 'nodeSelectorTerms');
    if (terms.length === 0) errors.push(required(at, 'must have at least one node selector term'));
    for (const [index, term] of terms.entries()) errors.push(...termErrors(term, `${at}[${index}]`));
  }
  for (const [index, preferred] of objectsIn(affinity, PREFERRED).entries()) {
    const at = `${path}.${PREFERRED}[${index}]`;
    errors.push(...weightErrors(preferred, at));
    errors.push(...termErrors(objectIn(preferred, 'preference'), `${at}.preference`));
  }
  return errors;
}

function termErrors(term: JsonObject, path: string): FieldError[] {
  return objectsIn(term, 'matchExpressions').flatMap((requirement, index) =>
    nodeRequirementErrors(requirement, `${path}.matchExpressions[${index}]`),
  );
}

function weightErrors({ weight = 0 }: JsonObject, path: string): FieldError[] {
  const number = Number(weight);
  return number > 0 && number <= WEIGHT_MAX
    ? []
    : invalid(`${path}.weight`, number, ['must be in the range 1-100']);
}

/** @source pkg/apis/core/validation/validation.go → validatePodAffinityTerm, validateWeightedPodAffinityTerms (v1.36.3) */
function podAffinityErrors(affinity: JsonObject, path: string): FieldError[] {
  return [
    ...objectsIn(affinity, REQUIRED).flatMap((term, index) =>
      podTermErrors(term, `${path}.${REQUIRED}[${index}]`),
    ),
    ...objectsIn(affinity, PREFERRED).flatMap((weighted, index) => {
      const at = `${path}.${PREFERRED}[${index}]`;
      const term = objectIn(weighted, 'podAffinityTerm');
      return [...weightErrors(weighted, at), ...podTermErrors(term, `${at}.podAffinityTerm`)];
    }),
  ];
}

function podTermErrors(term: JsonObject, path: string): FieldError[] {
  const key = textIn(term, 'topologyKey');
  return [
    ...labelSelectorErrors(term.labelSelector, `${path}.labelSelector`),
    ...labelSelectorErrors(term.namespaceSelector, `${path}.namespaceSelector`),
    ...textsIn(term, 'namespaces').flatMap((name) => invalid(`${path}.namespace`, name, labelProblems(name))),
    ...(key === '' ? [required(`${path}.topologyKey`, 'can not be empty')] : []),
    ...invalid(`${path}.topologyKey`, key, qualifiedNameProblems(key)),
  ];
}

/** @source pkg/apis/core/validation/validation.go → validateTopologySpreadConstraints (v1.36.3) */
export function spreadErrors(podSpec: JsonObject, path: string): FieldError[] {
  const constraints = objectsIn(podSpec, 'topologySpreadConstraints');
  return constraints.flatMap((constraint, index) => {
    const at = `${path}[${index}]`;
    const [key, action] = [textIn(constraint, 'topologyKey'), textIn(constraint, 'whenUnsatisfiable')];
    const maxSkew = Number(constraint.maxSkew ?? 0);
    const errors: FieldError[] = [];
    if (maxSkew <= 0) errors.push(...invalid(`${at}.maxSkew`, maxSkew, ['must be greater than zero']));
    if (key === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    errors.push(...unknownText(`${at}.whenUnsatisfiable`, action, ['DoNotSchedule', 'ScheduleAnyway']));
    const isRepeated = constraints
      .slice(index + 1)
      .some((other) => other.topologyKey === key && other.whenUnsatisfiable === action);
    if (isRepeated) {
      const field = `${at}.{topologyKey, whenUnsatisfiable}`;
      errors.push({ field, message: `Duplicate value: ${JSON.stringify(`{${key}, ${action}}`)}` });
    }
    errors.push(...domainErrors(constraint.minDomains, action, `${at}.minDomains`));
    for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      errors.push(...unknownText(`${at}.${policy}`, constraint[policy], POLICIES));
    }
    return [...errors, ...labelSelectorErrors(constraint.labelSelector, `${at}.labelSelector`)];
  });
}

/** @source pkg/apis/core/validation/validation.go → validateMinDomains (v1.36.3) */
function domainErrors(minDomains: unknown, action: string, path: string): FieldError[] {
  if (typeof minDomains !== 'number') return [];
  const errors = minDomains <= 0 ? invalid(path, minDomains, ['must be greater than zero']) : [];
  if (action !== 'DoNotSchedule') {
    errors.push(
      ...invalid(path, minDomains, [
        'can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
      ]),
    );
  }
  return errors;
}

/** @source pkg/apis/core/validation/validation.go → ValidateTolerations (v1.36.3) */
export function tolerationErrors(podSpec: JsonObject, path: string): FieldError[] {
  return objectsIn(podSpec, 'tolerations').flatMap((toleration, index) => {
    const at = `${path}[${index}]`;
    const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map((field) =>
      textIn(toleration, field),
    ) as [string, string, string, string];
    const errors: FieldError[] = [];
    if (key !== '') errors.push(...invalid(`${at}.key`, key, qualifiedNameProblems(key)));
    else if (operator !== 'Exists') errors.push(...invalid(`${at}.operator`, operator, [KEYLESS]));
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(
        ...invalid(`${at}.effect`, effect, ["effect must be 'NoExecute' when `tolerationSeconds` is set"]),
      );
    }
    if (operator === '' || operator === 'Equal') {
      const problems = labelValueProblems(value);
      if (problems.length > 0) errors.push(...invalid(`${at}.operator`, value, [problems.join(';')]));
    } else if (operator === 'Exists') {
      if (value !== '') {
        errors.push(...invalid(`${at}.operator`, value, ["value must be empty when `operator` is 'Exists'"]));
      }
    } else if (operator !== 'Lt' && operator !== 'Gt') {
      errors.push(...unknownText(`${at}.operator`, operator, ['Equal', 'Exists']));
    }
    return effect === '' ? errors : [...errors, ...unknownText(`${at}.effect`, effect, EFFECTS)];
  });
}
