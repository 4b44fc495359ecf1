export { parseCommands } from './command-line/parse-commands.ts';
export type { FileReader } from './verb.ts';
