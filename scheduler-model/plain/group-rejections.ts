import type { RejectedNodes } from '../framework/cycle-result.ts';
import { RejectedByStatus } from '../framework/rejected-by-status.ts';
import type { Status } from '../framework/status.ts';

/** The rejected nodes by what is said of them. */
export function groupRejections(rejections: ReadonlyMap<number, Status>): readonly RejectedNodes[] {
  const rejected = new RejectedByStatus();
  for (const [nodeIndex, status] of rejections) rejected.add(nodeIndex, status);
  return rejected.groups();
}
