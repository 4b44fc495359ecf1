import type { Answer } from '../../api-server/api.ts';

/** What a slow start gave: how many requests were accepted, and the first refusal. */
export interface SlowStart {
  readonly accepted: number;
  readonly refused?: Extract<Answer<unknown>, { readonly ok: false }>['status'];
}

/**
 * Makes `count` requests in batches of 1, 2, 4, 8 …; a batch with a refusal is carried out to its end and is the last.
 *
 * @source pkg/controller/replicaset/replica_set.go → slowStartBatch (v1.36.3)
 */
export function slowStart(count: number, request: (index: number) => Answer<unknown>): SlowStart {
  let accepted = 0;
  let index = 0;
  for (let batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - index)) {
    let refused: SlowStart['refused'];
    for (let end = index + batch; index < end; index++) {
      const answer = request(index);
      if (answer.ok) accepted++;
      else refused ??= answer.status;
    }
    if (refused) return { accepted, refused };
  }
  return { accepted };
}
