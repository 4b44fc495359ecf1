import { describe, expect, test } from 'vitest';
import { parsePage, renderPage } from '../../bench/page.ts';
import { SECTIONS } from '../../bench/sections/registry.ts';

describe('the page of the bench', () => {
  const sections = [{ title: 'First' }, { title: 'Second' }];

  test('keeps the sections that were not measured anew, in the order of the registry', () => {
    const written = renderPage(sections, new Map([['Second', ['| a |', '', 'old']]]), 'Kept by hand.\n');
    const measured = new Map([...parsePage(written), ['First', ['new']] as const]);
    const again = renderPage(sections, measured, 'Kept by hand.\n');
    expect(parsePage(again)).toEqual([
      ['First', ['new']],
      ['Second', ['| a |', '', 'old']],
    ]);
    expect(again.endsWith('## Notes\n\nKept by hand.\n')).toBe(true);
  });

  test('has one title a section', () => {
    expect(new Set(SECTIONS.map(({ title }) => title)).size).toBe(SECTIONS.length);
  });
});
