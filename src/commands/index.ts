export { parseCommands } from './command-line/parse-commands.ts';
export { VERBS } from './registry.ts';
export type { FileReader, Verb } from './verb.ts';
