/** Fewer letters than these begin too many names. */
const BEGINNING = 3;

/**
 * The names most like `word`, best first, for "did you mean"; none further away than a third of its length,
 * and of words of up to three letters none that differs in more than one. Of a name with dots its first part counts as
 * well, as who names a host does; and a name that begins with the word, if there are at least three letters of it.
 */
export function nearest(word: string, names: Iterable<string>, count = 3): string[] {
  const limit = word.length <= 3 ? 1 : Math.max(2, Math.ceil(word.length / 3));
  const scored: { name: string; distance: number }[] = [];
  for (const name of names) {
    const host = word.includes('.') ? -1 : name.indexOf('.');
    const distance = Math.min(
      distanceWithin(limit, word, name),
      host < 0 ? Number.POSITIVE_INFINITY : distanceWithin(limit, word, name.slice(0, host)),
      word.length >= BEGINNING && name.startsWith(word) ? limit : Number.POSITIVE_INFINITY,
    );
    if (distance <= limit) scored.push({ name, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return scored.slice(0, count).map(({ name }) => name);
}

/** Infinite when the lengths alone differ by more. */
function distanceWithin(limit: number, word: string, name: string): number {
  return Math.abs(name.length - word.length) > limit ? Number.POSITIVE_INFINITY : editDistance(word, name);
}

/** How many letters have to be put in, left out or changed; two neighbours that were swapped are one change. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          previous[column - 1]! + (isSame ? 0 : 1),
          previous[column]! + 1,
          current[column - 1]! + 1,
          isSwapped ? beforePrevious[column - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}
