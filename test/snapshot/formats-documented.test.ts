import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../src/snapshot/archive/open-source.ts';
import { ARCHIVE_FORMATS, TEXT_FORMATS } from '../../src/snapshot/formats/registry.ts';
import { DEFAULT_LIMITS, readSnapshot } from '../../src/snapshot/index.ts';
import { readManifest } from '../../src/snapshot/ksnap/read-ksnap.ts';

const index = readFileSync('docs/formats/README.md', 'utf8');
const tests =
  readFileSync('test/snapshot/formats.test.ts', 'utf8') +
  readFileSync('test/snapshot/support-bundle.test.ts', 'utf8') +
  readFileSync('test/snapshot/read-snapshot.test.ts', 'utf8');

describe('every format', () => {
  it('has a page and a test', () => {
    const pages = readdirSync('docs/formats').filter((page) => page !== 'README.md');
    for (const page of pages) expect(index).toContain(`(${page})`);
    expect(ARCHIVE_FORMATS.length + TEXT_FORMATS.length).toBeGreaterThan(10);
    for (const { name } of [...ARCHIVE_FORMATS, ...TEXT_FORMATS]) expect(tests).toContain(`'${name}'`);
    for (const file of readdirSync('src/snapshot/formats')) {
      const source = readFileSync(`src/snapshot/formats/${file}`, 'utf8');
      if (/: (Archive|Text)Format = /.test(source))
        expect([file, existsSync(`docs/formats/${file.replace('.ts', '.md')}`)]).toEqual([file, true]);
    }
  });
});

describe('the sample and the schema', () => {
  it('say the same of the manifest', async () => {
    const opened = await openSource('snapshots/sample.ksnap', DEFAULT_LIMITS, undefined);
    if (opened.type !== 'archive') throw new Error('no archive');
    const manifest = await readManifest(opened.archive);
    const schema = JSON.parse(readFileSync('snapshots/manifest.schema.json', 'utf8'));
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(manifest!)));
    for (const key of schema.required) expect(manifest).toHaveProperty(key);
    expect((await readSnapshot(['snapshots/sample.ksnap'])).pods.count).toBeGreaterThan(0);
  });
});
