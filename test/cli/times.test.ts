import { describe, expect, it } from 'vitest';
import { timeOf } from '../../src/cli/options/times.ts';
import { InputError } from '../../src/errors/index.ts';

const span = { fromMs: Date.parse('2024-01-10T00:00:00Z'), toMs: Date.parse('2024-01-15T16:00:00Z') };
const read = (text: string, timezone = 'UTC') =>
  new Date(timeOf('--at', text, { timezone, span })).toISOString();

describe('times on the command line', () => {
  it.each([
    ['2024-01-15T14:30:00Z', 'UTC', '2024-01-15T14:30:00.000Z'],
    ['2024-01-15T14:30:00.25+02:00', 'UTC', '2024-01-15T12:30:00.250Z'],
    ['2024-01-15 14:30', 'UTC', '2024-01-15T14:30:00.000Z'],
    ['2024-01-15 14:30', 'Europe/Berlin', '2024-01-15T13:30:00.000Z'],
    ['2024-07-15 14:30:10', 'Europe/Berlin', '2024-07-15T12:30:10.000Z'],
    ['2024-01-15 14:30', '+05:30', '2024-01-15T09:00:00.000Z'],
    ['2024-01-15', 'America/New_York', '2024-01-15T05:00:00.000Z'],
    ['14:30', 'UTC', '2024-01-15T14:30:00.000Z'],
    ['17:00', 'UTC', '2024-01-14T17:00:00.000Z'],
    ['yesterday 14:00', 'UTC', '2024-01-14T14:00:00.000Z'],
    ['today at 9:05', 'Asia/Tokyo', '2024-01-16T00:05:00.000Z'],
    ['-2h', 'UTC', '2024-01-15T14:00:00.000Z'],
    ['2h', 'UTC', '2024-01-15T14:00:00.000Z'],
    ['start', 'UTC', '2024-01-10T00:00:00.000Z'],
    ['end', 'UTC', '2024-01-15T16:00:00.000Z'],
    ['1705329000', 'UTC', '2024-01-15T14:30:00.000Z'],
    // The clocks went forward on that day; before the change they were an hour behind.
    ['2024-03-31 01:30', 'Europe/Berlin', '2024-03-31T00:30:00.000Z'],
    ['2024-03-31 03:30', 'Europe/Berlin', '2024-03-31T01:30:00.000Z'],
  ])('%s in %s', (text, timezone, expected) => {
    expect(read(text, timezone)).toBe(expected);
  });

  it.each(['', 'soon', '2024-13-45 99:99', '25:00', '2024-01-15 14', '12/31/2024'])(
    '%j is refused',
    (text) => {
      expect(() => read(text)).toThrow(InputError);
    },
  );

  it('a zone that there is not is refused', () => {
    expect(() => read('2024-01-15 14:30', 'Mars/Base')).toThrow(/--timezone knows no zone/);
    expect(() => read('2024-01-15 14:30', '+25:00')).toThrow(/--timezone knows no zone/);
  });
});
