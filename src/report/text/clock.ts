/**
 * The time of day of a moment in UTC, to the millisecond; with its date in front where that is not the day of `day`.
 *
 * @param time RFC 3339 in UTC, as is `day`.
 */
export function clock(time: string, day: string): string {
  const date = time.slice(0, 10);
  return date === day.slice(0, 10) ? time.slice(11, 23) : `${date} ${time.slice(11, 23)}`;
}
