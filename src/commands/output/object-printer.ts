import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import type { DryRun } from '../command-line/common-flags.ts';
import { objectLine, objectName } from './object-line.ts';
import type { OutputFormat } from './output-format.ts';
import { yamlText } from './yaml-text.ts';

/** What `-o` and `--dry-run` ask for. */
export interface PrintOptions {
  readonly output: OutputFormat;
  readonly dryRun: DryRun;
}

/** Prints an object that something was done to: `scaled`. */
export type ObjectPrinter = (kind: GroupKind, object: KubeObject, done: string) => void;

/**
 * Prints the objects of one run of a command, in the format that it was asked for.
 *
 * @source k8s.io/cli-runtime/pkg/printers/yaml.go, json.go, name.go, jsonpath.go (v0.36.3)
 */
export function objectPrinter(
  { stdout }: Pick<CommandContext, 'stdout'>,
  { output, dryRun }: PrintOptions,
): ObjectPrinter {
  let printedCount = 0;
  return (kind, object, done) => {
    const { name = '' } = object.metadata;
    switch (output.type) {
      case 'line':
        return stdout(objectLine(kind, name, done, dryRun));
      case 'name':
        return stdout(objectName(kind, name));
      case 'yaml':
        if (printedCount++ > 0) stdout('---');
        return printLines(stdout, yamlText(shown(object)));
      case 'json':
        return printLines(stdout, `${JSON.stringify(shown(object), undefined, 4)}\n`);
      case 'template':
        return printLines(stdout, `${output.textOf(shown(object))}\n`);
    }
  };
}

function printLines(stdout: (line: string) => void, text: string): void {
  for (const line of text.replace(/\n$/, '').split('\n')) stdout(line);
}

/** The object with its kind in front. */
function shown({ kind, apiVersion, metadata, ...rest }: KubeObject): object {
  return { kind, apiVersion, metadata, ...rest };
}
