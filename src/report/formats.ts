import type { ImpactReport } from '../impact/index.ts';
import type { TextStyle } from './text/style.ts';

/** A format of the report: its code is loaded only when it is asked for. */
interface Format {
  readonly name: string;
  readonly load: () => Promise<(report: ImpactReport, style: TextStyle) => string>;
}

/** Every format of an ImpactReport. */
export const FORMATS = [
  { name: 'text', load: async () => (await import('./text/render-text.ts')).renderText },
  {
    name: 'wide',
    load: async () => {
      const { renderText } = await import('./text/render-text.ts');
      return (report, style) => renderText(report, { ...style, wide: true });
    },
  },
  { name: 'json', load: async () => (await import('./render-json.ts')).renderJson },
  { name: 'ndjson', load: async () => (await import('./render-ndjson.ts')).renderNdjson },
  { name: 'markdown', load: async () => (await import('./markdown/render-markdown.ts')).renderMarkdown },
  { name: 'html', load: async () => (await import('./html/render-html.ts')).renderHtml },
  { name: 'junit', load: async () => (await import('./render-junit.ts')).renderJunit },
] as const satisfies readonly Format[];

export type FormatName = (typeof FORMATS)[number]['name'];
