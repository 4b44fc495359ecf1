export { FORMATS, type FormatName, isFormatName } from './formats.ts';
export { PLAIN, type TextStyle } from './text/style.ts';
