import type { NodeSelectorRequirement, NodeSelectorTerm } from '../kubernetes/node.ts';
import type { NodeAffinity } from '../kubernetes/pod.ts';
import type { JsonReader } from './json-reader.ts';
import { invalidValue, unsupportedValue } from './problem.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];
const FIELD_OPERATORS = ['In', 'NotIn'];

/**
 * The affinity that a profile adds to every pod of it.
 *
 * @source pkg/scheduler/apis/config/validation/validation_pluginargs.go → ValidateNodeAffinityArgs (v1.36.3)
 */
export function decodeAddedAffinity(args: JsonReader): NodeAffinity | undefined {
  const added = args.object('addedAffinity');
  if (!added) return undefined;
  const required = added.object('requiredDuringSchedulingIgnoredDuringExecution');
  const preferred = added.objects('preferredDuringSchedulingIgnoredDuringExecution');
  added.end();
  return {
    ...(required
      ? { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: decodeTerms(required) } }
      : {}),
    ...(preferred ? { preferredDuringSchedulingIgnoredDuringExecution: preferred.map(decodePreferred) } : {}),
  };
}

function decodeTerms(required: JsonReader): readonly NodeSelectorTerm[] {
  const terms = (required.objects('nodeSelectorTerms') ?? []).map(decodeTerm);
  required.end();
  return terms;
}

function decodePreferred(reader: JsonReader): { weight: number; preference: NodeSelectorTerm } {
  const preference = reader.object('preference');
  const decoded = {
    weight: reader.integer('weight') ?? 0,
    preference: preference ? decodeTerm(preference) : {},
  };
  reader.end();
  return decoded;
}

function decodeTerm(term: JsonReader): NodeSelectorTerm {
  const matchExpressions = term
    .objects('matchExpressions')
    ?.map((reader) => decodeRequirement(reader, OPERATORS));
  const matchFields = term
    .objects('matchFields')
    ?.map((reader) => decodeRequirement(reader, FIELD_OPERATORS));
  term.end();
  return {
    ...(matchExpressions ? { matchExpressions } : {}),
    ...(matchFields ? { matchFields } : {}),
  };
}

/** @source staging/src/k8s.io/apimachinery/pkg/labels/selector.go → NewRequirement (v1.36.3) */
function decodeRequirement(reader: JsonReader, operators: readonly string[]): NodeSelectorRequirement {
  const requirement = {
    key: reader.string('key') ?? '',
    operator: reader.string('operator') ?? '',
    values: reader.strings('values') ?? [],
  };
  reader.end();
  const { operator, values } = requirement;
  const complain = (why: string) => reader.report(invalidValue(reader.at('values'), values, why));
  if (!operators.includes(operator)) {
    reader.report(unsupportedValue(reader.at('operator'), operator, operators));
  } else if (operators === FIELD_OPERATORS) {
    if (values.length !== 1) complain('must have one element');
  } else if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) complain("for 'in', 'notin' operators, values set can't be empty");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) complain('values set must be empty for exists and does not exist');
  } else if (values.length !== 1) {
    complain("for 'Gt', 'Lt' operators, exactly one value is required");
  } else if (!/^[-+]?\d+$/.test(values[0]!)) {
    complain("for 'Gt', 'Lt' operators, the value must be an integer");
  }
  return requirement;
}
