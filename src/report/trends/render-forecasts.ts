import type { ForecastEntry, ForecastReport } from '../../trends/index.ts';
import { paint, spell, type TextStyle, wrap } from '../text/style.ts';
import { ahead, amountWords, minuteOf, percent, stretchWords } from './trend-words.ts';

/** Forecasts as text, the first to run out first. */
export function renderForecasts(report: ForecastReport, style: TextStyle): string {
  const lines = [paint(style, 'dim', forecastHead(report)), ''];
  for (const [index, forecast] of report.forecasts.entries()) {
    lines.push(...forecastLines(forecast, index + 1, report, style), '');
  }
  lines.push(...forecastEnd(report, style));
  return `${lines.map((line) => spell(style, line).trimEnd()).join('\n')}\n`;
}

/** Of what, and how far ahead. */
export function forecastHead({ source, horizonSeconds, rules, namespace, object }: ForecastReport): string {
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  const what = object === undefined ? `what runs out${where}` : `what of ${object} runs out`;
  const past = source.history ? `, from what was recorded since ${minuteOf(source.history.from)}` : '';
  return `At ${minuteOf(source.at)} UTC: ${what} within ${stretchWords(horizonSeconds)}${past}. Nothing from fewer than ${rules.minPoints} points`;
}

function forecastLines(
  forecast: ForecastEntry,
  number: number,
  report: ForecastReport,
  style: TextStyle,
): string[] {
  const indent = '     ';
  const name = `${forecast.object} ${forecast.what}`;
  const colour = forecast.state === 'has run out' ? 'red' : 'yellow';
  const detail = forecast.detail === undefined ? [] : wrap(forecast.detail, indent, style.width);
  return [
    `${String(number).padStart(3)}. ${paint(style, colour, whenWords(forecast, Date.parse(report.source.at)))}  ${name}`,
    ...numbersOf(forecast).flatMap((line) => wrap(line, indent, style.width)),
    ...detail,
    `${indent}→ ${forecast.fix.command}`,
    ...wrap(forecast.fix.effect, `${indent}  `, style.width),
  ];
}

/** When it runs out, and the range of that. */
export function whenWords({ state, runsOut, earliest, latest }: ForecastEntry, nowMs: number): string {
  if (state === 'has run out') return runsOut === undefined ? 'used up' : `ended ${minuteOf(runsOut)}`;
  if (state === 'nearly full') return 'nearly full';
  if (state === 'grows' || runsOut === undefined) return 'grows';
  const range =
    earliest === latest
      ? ''
      : `, 95 %: ${minuteOf(earliest ?? runsOut)} to ${latest === undefined ? 'never' : minuteOf(latest)}`;
  return `${ahead(nowMs, Date.parse(runsOut))} (${minuteOf(runsOut)}${range})`;
}

/** The numbers behind a forecast. */
export function numbersOf(forecast: ForecastEntry): string[] {
  const { now, limit, used, unit, perDay, perDayInterval, points, from = '', to = '', atHorizon } = forecast;
  if (now === undefined) return [];
  const amount = (value: number) => amountWords(value, unit);
  const state =
    limit === undefined || used === undefined
      ? `now ${amount(now)} ${unit}${atHorizon === undefined ? '' : `, at the horizon ${amount(atHorizon)}`}`
      : `${percent(used)} of ${amount(limit)}`;
  if (perDay === undefined || perDayInterval === undefined) return [`${state} · ${forecast.evidence}`];
  const days = stretchWords((Date.parse(to) - Date.parse(from)) / 1000);
  const cycle =
    forecast.cycleDays === undefined
      ? ''
      : `, peaks of a cycle of ${stretchWords(forecast.cycleDays * 86_400)}`;
  return [
    `${state}, +${amount(perDay)} a day (${amount(perDayInterval[0])} to ${amount(perDayInterval[1])})`,
    `${points} points over ${days}${cycle}, scatter ${amount(forecast.scatter ?? 0)}, its last third was foretold to ${amount(forecast.backtestError ?? 0)} · ${forecast.evidence}`,
  ];
}

/** What is not foretold, and why. */
export function forecastEnd(
  { forecasts, notForecast, notes, object }: ForecastReport,
  style: TextStyle,
): string[] {
  const lines = notes.map((note) => `? ${note}`);
  const open = notForecast.filter(({ reason }) => reason !== 'beyond the horizon' && reason !== 'constant');
  if (style.wide || object !== undefined) {
    for (const { object, what, reason, detail } of notForecast)
      lines.push(`- ${object} ${what}: ${reason}: ${detail}`);
  } else if (notForecast.length > 0) {
    const groups = [...Map.groupBy(open, ({ reason }) => reason)].map(
      ([reason, group]) => `${reason} ${group.length}`,
    );
    const far = notForecast.length - open.length;
    const parts = [
      ...(far === 0 ? [] : [`${far} ${far === 1 ? 'does' : 'do'} not run out within the horizon`]),
      ...(groups.length === 0 ? [] : [`nothing is said of ${open.length}: ${groups.join(', ')}`]),
    ];
    lines.push(`- ${parts.join('; ')}. -o wide names them.`);
  }
  lines.push(
    forecasts.length === 0
      ? object !== undefined && notForecast.length === 0
        ? 'Nothing was measured of it that could run out.'
        : 'Nothing is seen to run out.'
      : `${forecasts.length} ${forecasts.length === 1 ? 'forecast' : 'forecasts'}. Straight lines into the future: they hold as long as things go on as they did.`,
  );
  return lines;
}
