/** How text is shown: what the place that it goes to can do. */
export interface TextStyle {
  /** Columns of the terminal; absent: lines are as long as they are. */
  readonly width?: number;
  readonly colour: boolean;
  /** Arrows and dots beyond ASCII. */
  readonly unicode: boolean;
  /** Every line of every list. */
  readonly wide: boolean;
}

/** What is sent to a pipe: ASCII, no colour, one record a line. */
export const PLAIN: TextStyle = { colour: false, unicode: false, wide: false };

type Paint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
const CODES: Readonly<Record<Paint, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export function paint(style: TextStyle, colour: Paint, text: string): string {
  if (!style.colour || text === '') return text;
  const [on, off] = CODES[colour];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

const ASCII: Readonly<Record<string, string>> = { '→': '->', '·': '-', '…': '...', '’': "'", '—': '-' };

/** The text without the few characters beyond ASCII that our own words use. */
export function spell(style: TextStyle, text: string): string {
  return style.unicode ? text : text.replace(/[→·…’—]/g, (character) => ASCII[character]!);
}

/** The columns that a text takes on a terminal, colour codes not counted. */
export function displayWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters
  return [...text.replace(/\u001b\[\d+m/g, '')].length;
}

/** The text with blanks behind it, as wide as `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Breaks a sentence into lines of at most `width` columns, each behind `indent`; one line without a width. */
export function wrap(text: string, indent: string, width: number | undefined): string[] {
  if (width === undefined) return [indent + text];
  const room = Math.max(20, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(indent + line);
  return lines;
}
