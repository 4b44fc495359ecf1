import { normalTail } from './tail-probabilities.ts';

/** One-sided tail of Student's t with a few degrees of freedom, by the sums that hold for whole numbers of them. */
export function studentTail(t: number, freedom: number): number {
  if (freedom > 200) return normalTail(t);
  const theta = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const cosine = Math.cos(theta);
  const sine = Math.sin(theta);
  let inside: number;
  if (freedom === 1) inside = (2 * theta) / Math.PI;
  else {
    const isOdd = freedom % 2 === 1;
    let term = isOdd ? cosine : 1;
    let sum = term;
    for (let step = isOdd ? 3 : 2; step < freedom; step += 2) {
      term *= ((step - 1) / step) * cosine * cosine;
      sum += term;
    }
    inside = isOdd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
  }
  const tail = (1 - inside) / 2;
  return t >= 0 ? tail : 1 - tail;
}
