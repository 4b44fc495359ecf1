import { Command } from 'commander';
import type { Verb, VerbEntry, VerbFamily } from './verbs/verb.ts';

/**
 * The lines that complete the last of the words: `choice<tab>description`, then `:4` when a file name would make no
 * sense there, as kubectl's plugin completion reads them.
 */
export async function complete(words: readonly string[], verbs: readonly VerbEntry[]): Promise<string[]> {
  const last = words.at(-1) ?? '';
  let entries = verbs;
  let verb: Verb | undefined;
  for (const word of words.slice(0, -1)) {
    const entry = entries.find(({ name }) => name === word);
    if (!entry) continue;
    const loaded: Verb | VerbFamily = await entry.load();
    if ('members' in loaded) entries = loaded.members;
    else verb = loaded;
  }
  if (verb && last.startsWith('-')) return [...flagsOf(verb).filter((line) => line.startsWith(last)), ':4'];
  if (verb) return [':0'];
  const choices = entries.filter(({ name }) => name.startsWith(last));
  return [...choices.map(({ name, summary }) => `${name}\t${summary}`), ':4'];
}

function flagsOf(verb: Verb): string[] {
  const command = new Command();
  verb.describe(command);
  return command.options.map(({ long, short, description }) => `${long ?? short}\t${description}`);
}
