import { renderJson, type TextStyle } from '../report/index.ts';
import { textStyle } from './text-style.ts';

/** Loads what writes a document in one format. */
type Load<Document> = () => Promise<(document: Document, style: TextStyle) => string>;

/** What writes a document in each of a verb's formats, loaded when it is asked for; JSON is written alike for all. */
export type Renderers<Document> = { readonly text: Load<Document> } & Readonly<
  Partial<Record<'markdown' | 'dot' | 'mermaid', Load<Document>>>
>;

/** A document in the format that was asked for; `wide` is the text with more in it. */
export async function renderAs<Document extends object>(
  format: 'text' | 'wide' | 'json' | keyof Renderers<Document>,
  document: Document,
  renderers: Renderers<Document>,
  options: { readonly color?: unknown },
): Promise<string> {
  if (format === 'json') return renderJson(document);
  const load = format === 'wide' ? renderers.text : (renderers[format] ?? renderers.text);
  const render = await load();
  return render(document, { ...textStyle(options), wide: format === 'wide' });
}
