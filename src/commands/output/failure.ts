import type { CommandContext, Status } from '../../simulation/index.ts';

/** Why a command fails: in the API server's words or in kubectl's. */
export type Failure =
  | { readonly status: Status /** Put before the server's message. */; readonly prefix?: string }
  | { readonly text: string /** Printed without `error:` in front. */; readonly isBare?: boolean }
  /** Several that Go carries as one. */
  | { readonly errors: readonly Failure[] };

/** A failure of kubectl's own. */
export function failure(text: string): Failure {
  return { text };
}

/** Several failures as the one that Go makes of them; a single one stays as it is. */
export function aggregate(errors: readonly Failure[]): Failure {
  return errors.length === 1 ? errors[0]! : { errors };
}

/** What Go's Error() gives. */
export function errorText(failed: Failure): string {
  if ('errors' in failed) return aggregateText(failed.errors.map(errorText));
  return 'text' in failed ? failed.text : `${failed.prefix ?? ''}${failed.status.message}`;
}

/**
 * Prints why a command fails and returns its exit code: one failure in full, several a line each.
 *
 * @source k8s.io/kubectl/pkg/cmd/util/helpers.go → checkErr (v0.36.3)
 */
export function fail({ stderr }: Pick<CommandContext, 'stderr'>, failures: readonly Failure[]): number {
  const [first] = failures;
  if (!first) return 0;
  const several = failures.length === 1 && 'errors' in first ? first.errors : failures;
  if (several.length > 1) for (const each of several) stderr(messageOf(each));
  else for (const line of linesOf(first)) stderr(line);
  return 1;
}

/** @source k8s.io/kubectl/pkg/cmd/util/helpers.go → messageForError (v0.36.3) */
function messageOf(failed: Failure): string {
  if (!('status' in failed)) return errorText(failed);
  const { reason } = failed.status;
  return `Error from server${reason ? ` (${reason})` : ''}: ${errorText(failed)}`;
}

function linesOf(failed: Failure): string[] {
  if (!('status' in failed)) {
    const text = errorText(failed);
    if ('isBare' in failed && failed.isBare) return [text];
    return [text.startsWith('error: ') ? text : `error: ${text}`];
  }
  const { reason, details, causes = [], message } = failed.status;
  if (reason !== 'Invalid') return [messageOf(failed)];
  if (!details) return [`The request is invalid: ${message}`];
  const heading = `The ${details.kind} ${JSON.stringify(details.name)} is invalid`;
  const problems = [...new Set(causes.map(({ field = '', message }) => `${field}: ${message}`))];
  if (problems.length === 0) return [heading];
  if (problems.length === 1) return [`${heading}: ${problems[0]}`];
  return [`${heading}: `, ...problems.map((problem) => `* ${problem}`)];
}

/**
 * Several errors as one text: each once, in brackets when there is more than one.
 *
 * @source k8s.io/apimachinery/pkg/util/errors/errors.go → aggregate.Error (v0.36.3)
 */
export function aggregateText(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
}
