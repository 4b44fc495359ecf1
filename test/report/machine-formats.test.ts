import { describe, expect, test } from 'vitest';
import { renderJson } from '../../src/report/render-json.ts';
import { renderJunit } from '../../src/report/render-junit.ts';
import { renderNdjson } from '../../src/report/render-ndjson.ts';
import { richReport, safeReport } from './support.ts';

const rich = richReport();

describe('renderJson()', () => {
  test('prints the document and nothing else', () => {
    expect(JSON.parse(renderJson(rich))).toEqual(JSON.parse(JSON.stringify(rich)));
    expect(renderJson(rich).endsWith('}\n')).toBe(true);
  });
});

describe('renderNdjson()', () => {
  const records = renderNdjson(rich)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly type: string; readonly version?: string });

  test('begins with the version and ends with the summary', () => {
    expect(records[0]).toMatchObject({ type: 'version', version: '1.0', kind: 'ImpactReport' });
    expect(records.at(-1)).toMatchObject({ type: 'summary', verdict: 'blocked' });
  });

  test('has a record for every part', () => {
    const count = (type: string) => records.filter((record) => record.type === type).length;
    expect(count('event')).toBe(rich.timeline.length);
    expect(count('stage')).toBe(rich.stages.length);
    expect(count('finding')).toBe(rich.findings.length);
    expect(count('service')).toBe(rich.services.length);
  });
});

describe('renderJunit()', () => {
  test('counts a failure for each critical finding', () => {
    const xml = renderJunit(rich);
    const critical = rich.findings.filter(({ severity }) => severity === 'critical').length;
    expect(xml.match(/<failure /g)).toHaveLength(critical);
    expect(xml).toContain(`failures="${critical}"`);
    expect(xml.match(/<testcase /g)).toHaveLength(rich.findings.length);
  });

  test('escapes what it is given', () => {
    const finding = { ...rich.findings[0]!, message: 'a < b & "c" \u0007' };
    expect(renderJunit({ ...rich, findings: [finding] })).toContain('a &lt; b &amp; &quot;c&quot; "');
  });

  test('is one passed case when there is nothing to say', () => {
    expect(renderJunit({ ...safeReport(), findings: [] })).toMatch(
      /tests="1" failures="0"[\s\S]*name="no findings"\/>/,
    );
  });
});
