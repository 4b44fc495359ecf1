/**
 * Whether, of two nodes with the top score, the one at position `a` of the feasible list is chosen and not the one
 * at `b`.
 *
 * The scheduler makes the list a binary heap and takes its root. Of equal elements the one that comes first in the
 * heap's pre-order (a parent before its children, the left subtree before the right) reaches the root, so that
 * positions compare like their paths from the root.
 *
 * @source pkg/scheduler/schedule_one.go → newSortedNodeScores (v1.36.3)
 */
export function reachesRootBefore(a: number, b: number): boolean {
  const first = a + 1;
  const second = b + 1;
  // Left-aligned, the bits below the leading one are the path: 0 for left, 1 for right.
  const firstPath = (first << Math.clz32(first)) >>> 0;
  const secondPath = (second << Math.clz32(second)) >>> 0;
  return firstPath === secondPath ? first < second : firstPath < secondPath;
}
