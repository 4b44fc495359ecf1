import type { Section } from './section.ts';

const HEAD = '# Performance';
const WRITTEN =
  '<!-- The tables are written by `npm run bench -- --write docs/performance.md`, the notes stand in performance-notes.md; edit those. -->';
const NOTES = '## Notes';

/** The sections of a page that was written before, by title. */
export function parsePage(text: string): (readonly [title: string, lines: readonly string[]])[] {
  const [tables = ''] = text.split(`\n${NOTES}\n`);
  return tables
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...lines] = part.trim().split('\n');
      return [title, lines.slice(1)] as const;
    });
}

/** The page: what was measured, section by section, and the notes that are kept by hand. */
export function renderPage(
  sections: readonly Pick<Section, 'title'>[],
  measured: ReadonlyMap<string, readonly string[]>,
  notes: string,
): string {
  const tables = sections.flatMap(({ title }) => {
    const lines = measured.get(title);
    return lines ? [`## ${title}`, '', ...lines, ''] : [];
  });
  return [HEAD, '', WRITTEN, '', ...tables, NOTES, '', notes.trim(), ''].join('\n');
}
