export { FORMATS, type FormatName } from './formats.ts';
export { renderDrainOrder } from './text/render-drain-order.ts';
export { renderReadiness } from './text/render-readiness.ts';
export { renderSweep } from './text/render-sweep.ts';
export { PLAIN, type TextStyle } from './text/style.ts';
