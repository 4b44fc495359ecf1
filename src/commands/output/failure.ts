import type { CommandContext, Status } from '../../simulation/index.ts';

/** Why a command fails: in the API server's words or in kubectl's. */
export type Failure =
  | { readonly status: Status /** Put before the server's message. */; readonly prefix?: string }
  | { readonly text: string };

/** A failure of kubectl's own. */
export function failure(text: string): Failure {
  return { text };
}

/** What Go's Error() gives. */
export function errorText(failed: Failure): string {
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
  if (failures.length > 1) for (const each of failures) stderr(messageOf(each));
  else for (const line of linesOf(first)) stderr(line);
  return 1;
}

/** @source k8s.io/kubectl/pkg/cmd/util/helpers.go → messageForError (v0.36.3) */
function messageOf(failed: Failure): string {
  if ('text' in failed) return failed.text;
  const { reason } = failed.status;
  return `Error from server${reason ? ` (${reason})` : ''}: ${errorText(failed)}`;
}

function linesOf(failed: Failure): string[] {
  if ('text' in failed) return [failed.text.startsWith('error: ') ? failed.text : `error: ${failed.text}`];
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
