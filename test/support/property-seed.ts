import fc from 'fast-check';

/**
 * Properties are tried on the same values each time, so that a change is judged by itself; `PROPERTY_SEED=random` or a
 * number tries others. A failure prints its seed in either case.
 */
const asked = process.env.PROPERTY_SEED;
if (asked !== 'random') fc.configureGlobal({ seed: Number(asked ?? 1) });
