import type { ForecastReport } from '../../trends/index.ts';
import { escapeMarkdown, inlineCode } from '../escape.ts';
import { PLAIN } from '../text/style.ts';
import { forecastEnd, forecastHead, numbersOf, whenWords } from './render-forecasts.ts';

/** Forecasts as Markdown for a page or a comment. */
export function renderForecastsMarkdown(report: ForecastReport): string {
  const nowMs = Date.parse(report.source.at);
  const lines = ['## What runs out', '', escapeMarkdown(forecastHead(report)), ''];
  if (report.forecasts.length > 0) {
    lines.push('| when | what | evidence | fix |', '|---|---|---|---|');
    for (const forecast of report.forecasts) {
      const { object, what, detail, fix } = forecast;
      const evidence = [...numbersOf(forecast), ...(detail === undefined ? [] : [detail])].join('; ');
      const cells = [whenWords(forecast, nowMs), `${object} ${what}`, evidence].map((cell) =>
        escapeMarkdown(cell),
      );
      lines.push(`| ${cells.join(' | ')} | ${inlineCode(fix.command)}: ${escapeMarkdown(fix.effect)} |`);
    }
    lines.push('');
  }
  lines.push(...forecastEnd(report, PLAIN).map((line) => escapeMarkdown(line)));
  return `${lines.join('\n')}\n`;
}
