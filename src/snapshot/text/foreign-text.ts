import { InputError } from '../../errors/index.ts';

/** A line with which JSON or YAML of an object begins. */
const BEGINNING = /^(?:[{[]|---\s*$|apiVersion:|kind:|items:)/;
/** How many lines may stand before the objects. */
const LINES = 50;

/** The error for what kubectl prints for people; undefined for any other text. */
export function printedError(text: string, name: string): InputError | undefined {
  const isTable = /^NAME(?:SPACE)? {2,}\S/.test(text);
  if (!isTable && !/^Name: {2,}\S/.test(text)) return undefined;
  const what = isTable ? 'a table as kubectl get prints it' : 'what kubectl describe prints';
  return new InputError(`this is ${what}: it leaves out most of what the objects say`, {
    where: name,
    hint: 'Export the objects themselves: kubectl get … -A -o json',
  });
}

/** The error for a text that cannot be read because other lines stand before the objects; undefined for any other. */
export function leadingTextError(text: string, name: string): InputError | undefined {
  const lines = text.split('\n', LINES);
  const at = lines.findIndex((line) => BEGINNING.test(line));
  const first = lines.slice(0, Math.max(0, at)).find((line) => line.trim() !== '' && !line.startsWith('#'));
  if (first === undefined) return undefined;
  const isOne = at === 1;
  return new InputError(`other text stands before the objects, in ${isOne ? 'a line' : `${at} lines`}`, {
    where: `${name}: ${first.trim().slice(0, 80)}`,
    hint: `Remove ${isOne ? 'it' : 'them'}: tail -n +${at + 1} FILE. What kubectl warns of goes to stderr; 2>&1 mixes it in.`,
  });
}
