export { FORMATS, type FormatName } from './formats.ts';
export { renderSweep } from './text/render-sweep.ts';
export { PLAIN, type TextStyle } from './text/style.ts';
