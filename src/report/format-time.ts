import { duration, type StageEntry } from '../impact/index.ts';

/** A time since the first command as people read it: `t+0s`, `t+4.5s`, `t+1m27s`, `t+1h02m`. */
export function at(seconds: number): string {
  return `t+${duration(seconds)}`;
}

/** When a line of a stage happened: `never` for what was waited for in vain; nothing for what is not known at all. */
export function whenOf({ sign, t }: StageEntry): string {
  if (t !== null) return at(t);
  return sign === '?' ? '' : 'never';
}
