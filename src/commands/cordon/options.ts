import type { NodeArguments } from '../cluster/nodes.ts';
import { DRY_RUN, type DryRun, dryRunOf, SELECTOR, selectorOf } from '../command-line/common-flags.ts';
import { type Flag, usage } from '../command-line/flags.ts';
import type { VerbInput } from '../verb.ts';

export const CORDON_FLAGS: readonly Flag[] = [SELECTOR, DRY_RUN];

export interface CordonOptions extends NodeArguments {
  readonly dryRun: DryRun;
}

export function cordonOptions(input: VerbInput, verb: string): CordonOptions {
  return { ...nodeArguments(input, verb), dryRun: dryRunOf(input.flags, input.command) };
}

/** @source k8s.io/kubectl/pkg/cmd/drain/drain.go → DrainCmdOptions.Complete (v0.36.3) */
export function nodeArguments({ positional, flags, command }: VerbInput, verb: string): NodeArguments {
  const selector = selectorOf(flags, 'selector', command);
  if (positional.length === 0 && !flags.has('selector')) {
    throw usage(`USAGE: ${verb} NODE [flags]`, command);
  }
  if (positional.length > 0 && selector) {
    throw usage('cannot specify both a node name and a --selector option', command);
  }
  return { names: positional, selector };
}
