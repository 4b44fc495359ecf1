import { describe, expect, test } from 'vitest';
import type { ImpactReport } from '../../src/impact/index.ts';
import { renderHtml } from '../../src/report/html/render-html.ts';
import { renderMarkdown } from '../../src/report/markdown/render-markdown.ts';
import { richReport, safeReport } from './support.ts';

const rich = richReport();
const evil = '<script>alert(1)</script> | `x` @team';

/** The report with hostile text wherever a name could stand. */
function hostile(report: ImpactReport): ImpactReport {
  return {
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, message: evil, objects: [evil] })),
    stages: report.stages.map((stage) => ({
      ...stage,
      summary: evil,
      entries: stage.entries.map((entry) => ({ ...entry, object: evil, text: `${evil}\n\`\`\`\n# x` })),
    })),
    services: report.services.map((service) => ({ ...service, service: evil })),
  };
}

describe('renderMarkdown()', () => {
  test('tells a run as its golden file does', async () => {
    await expect(renderMarkdown(rich)).toMatchFileSnapshot('golden/rich.md');
  });

  test('begins with a marker that depends on the commands only', () => {
    const [marker] = renderMarkdown(rich).split('\n');
    expect(marker).toBe(
      '<!-- kubectl-smart:simulate:drain-worker-1-ignore-daemonsets-delete-emptydir-data-timeout-30s -->',
    );
  });

  test('is a headline and counts when all is well', () => {
    const text = renderMarkdown(safeReport());
    expect(text).toContain('### ✅ kubectl smart: SAFE — `kubectl drain worker-1`');
    expect(text).not.toContain('| Finding |');
  });

  test('takes no name for markup', () => {
    const text = renderMarkdown(hostile(rich));
    const prose = text.replace(/^```diff[\s\S]*?^```/gm, '').replace(/(`+)[^`][\s\S]*?[^`]\1(?!`)/g, '');
    expect(prose).not.toContain('<script>');
    expect(text.match(/^```/gm)).toHaveLength(2);
    for (const line of text.split('\n').filter((each) => each.startsWith('| '))) {
      expect(line.replace(/\\\|/g, '').split('|')).toHaveLength(6);
    }
  });

  test('stays below what a comment may hold', () => {
    const stages = rich.stages.map((stage) => ({
      ...stage,
      entries: Array.from({ length: 3000 }, () => stage.entries[0]!).filter(Boolean),
    }));
    const text = renderMarkdown({ ...rich, stages });
    expect(text.length).toBeLessThan(60_000);
    expect(text).toContain('BUDGET_NEVER_ALLOWS');
  });
});

describe('renderHtml()', () => {
  const html = renderHtml(rich);

  test('is one file that asks for nothing', () => {
    expect(html).not.toMatch(/<script|<link|<img|https?:\/\/|@import|url\(/);
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html).toContain('@media print');
  });

  test('draws a bar for every pod of the time line', () => {
    const pods = new Set(rich.timeline.flatMap((entry) => ('pod' in entry ? [entry.pod] : [])));
    expect(pods.size).toBeGreaterThan(3);
    for (const pod of pods) expect(html).toContain(`<title>${pod}: `);
  });

  test('closes what it opens', () => {
    for (const tag of ['section', 'details', 'table', 'svg', 'ol', 'ul', 'main', 'header']) {
      const opened = html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length ?? 0;
      expect([tag, html.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0]).toEqual([tag, opened]);
    }
  });

  test('takes no name for markup', () => {
    expect(renderHtml(hostile(rich))).not.toContain('<script>');
  });
});
