import type { Answer } from '../../api-server/api.ts';
import { type ChanceOf, startOrder } from '../../start-order.ts';

/** What a slow start gave: how many requests were accepted, and the first refusal. */
export interface SlowStart {
  readonly accepted: number;
  readonly refused?: Extract<Answer<unknown>, { readonly ok: false }>['status'];
}

/**
 * Makes `count` requests in batches of 1, 2, 4, 8 …; a batch with a refusal is carried out to its end and is the last.
 * The requests of a batch are made at the same time and arrive in the order of `startOrder`.
 *
 * @source pkg/controller/replicaset/replica_set.go → slowStartBatch (v1.36.3)
 */
export function slowStart(
  count: number,
  request: (index: number) => Answer<unknown>,
  chanceOf?: ChanceOf,
): SlowStart {
  let accepted = 0;
  let index = 0;
  for (let batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - index)) {
    let refused: SlowStart['refused'];
    const first = index;
    for (const position of startOrder(batch, chanceOf && ((each) => chanceOf(first + each)))) {
      const answer = request(first + position);
      if (answer.ok) accepted++;
      else refused ??= answer.status;
    }
    index += batch;
    if (refused) return { accepted, refused };
  }
  return { accepted };
}
