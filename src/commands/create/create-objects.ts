import { type KubeObject, schemaProblems, withoutUnknownFields } from '../../kubernetes/index.ts';
import type { CommandContext, Status } from '../../simulation/index.ts';
import type { Target } from '../cluster/targets.ts';
import { errorText, type Failure, failure } from '../output/failure.ts';
import type { ObjectPrinter, PrintOptions } from '../output/object-printer.ts';

/** The annotation that keeps what was applied last. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** From one object of a file to the next: kubectl waits for each answer, and controllers act in between. */
export const NEXT_OBJECT_MS = 10;

/** How objects are sent and what is printed for them. */
export interface SendOptions extends PrintOptions {
  /** What happens to fields that the type does not have. */
  readonly validation: 'strict' | 'warn' | 'ignore';
}

/** Creates an object; prints that it did, or returns why it could not. */
export function createObject(
  context: CommandContext,
  target: Target,
  object: KubeObject,
  options: SendOptions,
  refused: (status: Status) => Failure,
  print: ObjectPrinter,
): Failure | undefined {
  const problem = decodingProblem(context, target, object, options);
  if (problem) return refused(problem);
  let made = object;
  if (options.dryRun !== 'client') {
    const answer = context.api.create(decoded(object, options), context.actor, {
      dryRun: options.dryRun === 'server',
    });
    if (!answer.ok) return refused(answer.status);
    for (const warning of answer.warnings) context.stderr(`Warning: ${warning}`);
    made = answer.value;
  }
  print(target.kind.groupKind, made, 'created');
  return undefined;
}

/**
 * The server's refusal of an object that it cannot decode; a warning instead where that was asked for.
 *
 * @source k8s.io/apiserver/pkg/endpoints/handlers/create.go → createHandler (v0.36.3)
 */
export function decodingProblem(
  { stderr }: Pick<CommandContext, 'stderr'>,
  { kind }: Target,
  object: KubeObject,
  { validation, dryRun }: SendOptions,
): Status | undefined {
  // What is not sent is not decoded.
  if (dryRun === 'client') return undefined;
  const { unknown, wrongType } = schemaProblems(object);
  const subject = `${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}`;
  if (wrongType) return { code: 400, reason: 'BadRequest', message: `${subject}: ${wrongType}` };
  if (unknown.length === 0 || validation === 'ignore') return undefined;
  const list = unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (validation === 'warn') {
    for (const each of list) stderr(`Warning: ${each}`);
    return undefined;
  }
  return {
    code: 400,
    reason: 'BadRequest',
    message: `${subject}: strict decoding error: ${list.join(', ')}`,
  };
}

/** What the server keeps of an object that it was told to take as it is. */
export function decoded(object: KubeObject, { validation }: SendOptions): KubeObject {
  return validation === 'strict' ? object : withoutUnknownFields(object);
}

/** A refusal of an object from a file, in kubectl's words. @source k8s.io/kubectl/pkg/cmd/util/helpers.go → AddSourceToErr (v0.36.3) */
export function refusedFrom(verb: string, source: string): (status: Status) => Failure {
  return (status) => ({ status, prefix: `error when ${verb} ${JSON.stringify(source)}: ` });
}

/** A refusal of an object that a command made, in the words of that command. */
export function refusedAs(prefix: string): (status: Status) => Failure {
  return (status) => failure(`${prefix} ${errorText({ status })}`);
}

/** The object with its own configuration in an annotation, as `apply` and `--save-config` keep it. */
export function withLastApplied(object: KubeObject): KubeObject {
  const { [LAST_APPLIED]: _old, ...annotations } = object.metadata.annotations ?? {};
  const configured = { ...object, metadata: { ...object.metadata, annotations } };
  const text = `${JSON.stringify(sorted(configured))}\n`;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...annotations, [LAST_APPLIED]: text } },
  };
}

/** The configuration that was last applied to an object; undefined when nobody knows. */
export function lastAppliedOf(object: KubeObject): KubeObject | undefined {
  const text = object.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as KubeObject;
  } catch {
    return undefined;
  }
}

/** Keys in Go's order, so that the text is the one that kubectl writes. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, sorted(field)]),
  );
}
