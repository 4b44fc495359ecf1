/** A worker for tests of the pool: what an item does is written in it. */
export async function answer(items: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const item of items) {
    if (item.startsWith('die')) process.exit(3);
    if (item.startsWith('throw')) throw new Error(`no answer to ${item}\nwith more lines`);
    if (item.startsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 60_000));
    answers.push(item.toUpperCase());
  }
  return answers;
}
