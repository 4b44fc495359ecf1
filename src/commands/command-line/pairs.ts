/** Words told apart: resources first, then `KEY=VALUE` and `KEY-`. */
export interface PairArguments {
  readonly resources: readonly string[];
  readonly set: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
}

/**
 * Tells resources and pairs apart; or says what is wrong, as kubectl does.
 *
 * @param type what the pairs are: `label`, `annotation`, `image`.
 * @source k8s.io/kubectl/pkg/cmd/util/helpers.go → GetResourcesAndPairs, ParsePairs (v0.36.3)
 */
export function splitPairs(
  words: readonly string[],
  type: string,
  mayRemove: boolean,
): PairArguments | { readonly problem: string } {
  const isPair = (word: string) => word.indexOf('=') > 0 || (word.endsWith('-') && word !== '-');
  const first = words.findIndex(isPair);
  const resources = first < 0 ? words : words.slice(0, first);
  const pairs = first < 0 ? [] : words.slice(first);
  const late = pairs.find((word) => !isPair(word));
  if (late !== undefined) {
    return { problem: `all resources must be specified before ${type} changes: ${late}` };
  }
  const set = new Map<string, string>();
  const removed: string[] = [];
  const invalid: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) set.set(pair.slice(0, equals), pair.slice(equals + 1));
    else if (mayRemove) removed.push(pair.slice(0, -1));
    else invalid.push(pair);
  }
  if (invalid.length > 0) return { problem: `invalid ${type} format: ${invalid.join(', ')}` };
  return { resources, set, removed };
}

/** What `KEY=VALUE` texts say, by key; without an equals sign the value is empty. */
export function pairsOf(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}
