export { FORMATS, type FormatName } from './formats.ts';
export { renderJson } from './render-json.ts';
export { PLAIN, type TextStyle } from './text/style.ts';
