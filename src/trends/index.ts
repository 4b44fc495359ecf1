export type { OutlookContext, Unit } from './forecasts/outlook.ts';
export { predict } from './forecasts/predict.ts';
export { findPatterns } from './patterns/find-patterns.ts';
export type { PatternLimits } from './patterns/pattern.ts';
export { type ForecastEntry, type ForecastReport, forecastReport } from './report/forecast-report.ts';
export { lengthWords } from './report/length-words.ts';
export {
  type AnomalyEntry,
  type PatternEntry,
  type PatternReport,
  patternReport,
} from './report/pattern-report.ts';
export { type TopPod, type TopReport, topReport, type Usage } from './report/top-report.ts';
