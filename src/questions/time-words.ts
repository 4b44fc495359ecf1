const CLOCK = '\\d{1,2}:\\d\\d(?::\\d\\d)?';
const DATE = '\\d{4}-\\d\\d-\\d\\d(?:[ t]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:z|[+-]\\d\\d:?\\d\\d)?)?';
const UNITS: Readonly<Record<string, string>> = {
  second: 's',
  minute: 'm',
  hour: 'h',
  day: 'd',
  week: 'w',
};

/** How people end a question with a time, and how `--at` takes it. */
const TIMES: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [
    new RegExp(`,?\\s+(?:(?:at|on|as of)\\s+)?(${DATE})$`),
    ([, time = '']) => time.toUpperCase().replace('T', 'T'),
  ],
  [
    new RegExp(`,?\\s+(today|yesterday)(?:\\s+at)?\\s+(${CLOCK})$`),
    ([, day = '', clock = '']) => `${day} ${clock}`,
  ],
  [
    new RegExp(`,?\\s+(?:at|around|about)\\s+(${CLOCK})(?:\\s+(today|yesterday))?$`),
    ([, clock = '', day]) => (day ? `${day} ${clock}` : clock),
  ],
  [/,?\s+(today|yesterday|now)$/, ([, day = '']) => day],
  [
    /,?\s+(\d+)\s*(second|minute|hour|day|week)s?\s+ago$/,
    ([, amount = '', unit = '']) => `-${amount}${UNITS[unit] ?? 'h'}`,
  ],
  [/,?\s+(?:an?|one)\s+(minute|hour|day|week)\s+ago$/, ([, unit = '']) => `-1${UNITS[unit] ?? 'h'}`],
  [/,?\s+last\s+week$/, () => '-1w'],
];

/** Takes the time from the end of a question. */
export function withoutTime(question: string): { readonly words: string; readonly at: string | undefined } {
  for (const [pattern, timeOf] of TIMES) {
    const match = pattern.exec(question);
    if (match) return { words: question.slice(0, match.index).trim(), at: timeOf(match) };
  }
  return { words: question, at: undefined };
}
