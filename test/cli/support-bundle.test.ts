import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from './run-cli.ts';

/** Where the bundle lies that nobody here wrote; it is not part of the project. */
const DATA = resolve(process.env.KUBECTL_SMART_REAL_DATA ?? '../shared/real');
const BUNDLE = 'support-bundle-3-nodes.tar.gz';
const isThere = existsSync(resolve(DATA, BUNDLE));

const simulate = (command: string, ...flags: string[]) =>
  cli(['simulate', command, '--snapshot', BUNDLE, ...flags], { cwd: DATA });

describe.skipIf(!isThere)(
  `a support bundle of a real cluster${isThere ? '' : ` (skipped: ${DATA}/${BUNDLE} is not there)`}`,
  () => {
    test.each(['001', '002', '003'])('draining node %s reads as its golden file does', async (number) => {
      const drain = `kubectl drain troubleshoot-demo-${number} --ignore-daemonsets --delete-emptydir-data`;
      const { status, stdout, stderr } = simulate(drain, '--fail-on', 'none');
      expect([status, stderr]).toEqual([0, '']);
      await expect(stdout).toMatchFileSnapshot(`golden/bundle-drain-${number}.txt`);
    });

    test('says what the bundle lacks and which statements that weakens', () => {
      const { stdout } = simulate('drain troubleshoot-demo-001 --ignore-daemonsets --delete-emptydir-data');
      expect(stdout).toMatch(/\[KIND_UNKNOWN\] .*PodDisruptionBudget\.policy.*may be refused by a budget/);
      expect(stdout).toMatch(/\[KIND_UNKNOWN\] .*DaemonSet\.apps/);
      expect(stdout).toMatch(/^ {2}\d+\. \[\w+\] .*\(\? PodDisruptionBudget\.policy not in the snapshot\)$/m);
      expect(stdout).toContain('budget ?');
    });

    test('refuses as kubectl does, with the flags that help', () => {
      const { status, stdout } = simulate('kubectl drain troubleshoot-demo-001');
      expect(status).toBe(1);
      expect(stdout).toContain('would need --ignore-daemonsets --delete-emptydir-data');
      expect(stdout).toContain('simulated: every command ends');
    });

    test('is one portable file after an import, with the same report', () => {
      const drain = 'drain troubleshoot-demo-003 --ignore-daemonsets --delete-emptydir-data';
      const file = resolve('node_modules/.cache/bundle.ksnap');
      expect(
        cli(['snapshot', 'import', BUNDLE, '--to', file, '--redact', 'none'], { cwd: DATA }).status,
      ).toBe(0);
      const direct = JSON.parse(simulate(drain, '-o', 'json').stdout);
      const ported = JSON.parse(cli(['simulate', drain, '--snapshot', file, '-o', 'json']).stdout);
      expect(ported.timeline).toEqual(direct.timeline);
      expect(ported.snapshot.digest).toBe(direct.snapshot.digest);
    });
  },
);
