import { Amount, type KubeObject, type ResourceQuota } from '../../kubernetes/index.ts';
import { degraded, type Health, ok, unknown } from './health-rule.ts';

/** A quota by whether something of it is used up. */
export function quotaHealth(object: KubeObject): Health {
  const { status } = object as ResourceQuota;
  const { hard, used } = status ?? {};
  if (!hard || !used) return unknown('the snapshot has no status of it');
  const spent = Object.keys(hard)
    .sort()
    .filter((name) => isSpent(hard[name], used[name]));
  if (spent.length === 0) return ok('has room');
  return degraded(`used up: ${spent.map((name) => `${name} ${used[name]} of ${hard[name]}`).join(', ')}`);
}

function isSpent(hard: string | undefined, used: string | undefined): boolean {
  if (hard === undefined || used === undefined) return false;
  const [most, now] = [Amount.parse(hard), Amount.parse(used)];
  return most !== undefined && now !== undefined && now.compare(most) >= 0;
}
