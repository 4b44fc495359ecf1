import { duration } from '../impact/index.ts';

/** A time since the first command as people read it: `t+0s`, `t+4.5s`, `t+1m27s`, `t+1h02m`. */
export function at(seconds: number): string {
  return `t+${duration(seconds)}`;
}
