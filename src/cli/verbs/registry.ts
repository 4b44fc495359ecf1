import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import type { Verb, VerbEntry } from './verb.ts';

/** Every verb of ours, in the order of the help. */
export const VERBS: readonly VerbEntry[] = [
  {
    name: 'simulate',
    summary: 'run kubectl commands on a model of the cluster and show what follows',
    load: async () => (await import('./simulate.ts')).simulateVerb,
  },
  {
    name: 'schedule',
    summary: 'say why pods are pending and what would make them fit',
    load: async () => (await import('./schedule.ts')).scheduleVerb,
  },
  {
    name: 'sweep',
    summary: 'take away each node, zone, pair or pool in turn: what cannot go?',
    load: async () => (await import('./sweep/sweep.ts')).sweepVerb,
  },
  {
    name: 'diag',
    summary: 'say what is wrong with an object, the likely root cause first',
    load: async () => (await import('./diag.ts')).diagVerb,
  },
  {
    name: 'graph',
    summary: 'show what an object depends on and what depends on it, with health',
    load: async () => (await import('./graph.ts')).graphVerb,
  },
  {
    name: 'snapshot',
    summary: 'import and inspect portable cluster files',
    load: async () => (await import('./snapshot/family.ts')).snapshotFamily,
  },
  {
    name: 'record',
    summary: 'make recordings: what the cluster was, what changed, who changed it',
    load: async () => (await import('./record/family.ts')).recordFamily,
  },
  {
    name: 'patterns',
    summary: 'what goes wrong again and again: when, after which change, and who does what first',
    load: async () => (await import('./patterns.ts')).patternsVerb,
  },
  {
    name: 'predict',
    summary: 'what runs out, when, and what to do about it',
    load: async () => (await import('./predict.ts')).predictVerb,
  },
  {
    name: 'top',
    summary: 'what the pods of a namespace use, and what runs out there',
    load: async () => (await import('./top.ts')).topVerb,
  },
  {
    name: 'replay',
    summary: 'what happened around a time, what led to it, and what if it had not been done',
    load: async () => (await import('./replay/family.ts')).replayFamily,
  },
  {
    name: 'trace',
    summary: 'from a latency spike back to what changed before it',
    load: async () => (await import('./trace.ts')).traceVerb,
  },
  {
    name: 'history',
    summary: 'show every recorded change or decision of an object: when, by whom, why',
    load: async () => (await import('./history.ts')).historyVerb,
  },
  {
    name: 'why',
    summary: 'say why a field is as it is, what came of a value before, and what it would do now',
    load: async () => (await import('./why.ts')).whyVerb,
  },
  {
    name: 'debug',
    summary: 'show what a crashing pod and all around it went through, as one time line',
    load: async () => (await import('./debug.ts')).debugVerb,
  },
  {
    name: 'diff',
    summary: 'show what changed between two times or snapshots, by meaning, and who changed it',
    load: async () => (await import('./diff.ts')).diffVerb,
  },
  {
    name: 'note',
    summary: 'leave a reason where histories find it: prints the kubectl command or writes a file',
    load: async () => (await import('./note.ts')).noteVerb,
  },
  {
    name: 'ask',
    summary: 'ask in plain English; prints the verb that answers and runs it',
    load: async () => (await import('./ask.ts')).askVerb,
  },
  {
    name: 'completion',
    summary: 'print the script that makes a shell complete verbs and flags',
    load: async () => (await import('./completion.ts')).completionVerb,
  },
];

/**
 * Adds a verb to the program: in full when it is the one asked for, else by name and summary only, so that the help of
 * all is there without the code of any.
 */
export async function addVerb(
  program: Command,
  entry: VerbEntry,
  isAsked: boolean,
  done: (exit: ExitCode) => void,
): Promise<void> {
  const command = program.command(entry.name).description(entry.summary).exitOverride();
  command.showSuggestionAfterError();
  if (!isAsked) return;
  const loaded = await entry.load();
  if ('members' in loaded) {
    for (const member of loaded.members) await addVerb(command, member, true, done);
    return;
  }
  fill(command, loaded, done);
}

function fill(command: Command, verb: Verb, done: (exit: ExitCode) => void): void {
  verb.describe(command);
  command.action(async () => {
    done(await verb.run(command.args, command.opts()));
  });
}
