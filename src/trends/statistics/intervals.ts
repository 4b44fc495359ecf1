/** Both ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % of the normal distribution lie below it. */
const Z = 1.959963984540054;

/** Where the true share lies with 95 % confidence when `hits` of `cases` were seen: Wilson's score interval. */
export function wilsonInterval(hits: number, cases: number): Interval {
  if (cases === 0) return { low: 0, high: 1 };
  const share = hits / cases;
  const center = share + (Z * Z) / (2 * cases);
  const width = Z * Math.sqrt((share * (1 - share)) / cases + (Z * Z) / (4 * cases * cases));
  const scale = 1 + (Z * Z) / cases;
  return {
    low: Math.max(0, (center - width) / scale),
    high: hits === cases ? 1 : Math.min(1, (center + width) / scale),
  };
}
