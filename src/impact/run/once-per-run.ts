import type { RunView } from './run-view.ts';

/** What is worked out of a run, once for all who ask: findings and stages ask the same again and again. */
export function oncePerRun<Value extends object>(workOut: (run: RunView) => Value): (run: RunView) => Value {
  const known = new WeakMap<RunView, Value>();
  return (run) => {
    let value = known.get(run);
    if (!value) {
      value = workOut(run);
      known.set(run, value);
    }
    return value;
  };
}
