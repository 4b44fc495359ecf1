import type { FindingEntry, ImpactReport } from '../impact/index.ts';
import { escapeXml } from './escape.ts';

/**
 * One test case a finding: a failure for what is critical, skipped for what depends on something unknown, passed with
 * its words for the rest. A run without findings is one case that passed.
 */
export function renderJunit(report: ImpactReport): string {
  const { commands, findings, summary } = report;
  const name = escapeXml(commands.map(({ command }) => command).join('; '));
  const failures = findings.filter(({ severity }) => severity === 'critical').length;
  const skipped = findings.filter(isSkipped).length;
  const cases = findings.map((finding) => testCase(finding));
  if (cases.length === 0) cases.push('    <testcase classname="kubectl-smart.safe" name="no findings"/>');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kubectl smart" tests="${cases.length}" failures="${failures}" skipped="${skipped}">`,
    `  <testsuite name="${name}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${summary.endSeconds}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function isSkipped({ severity, weakenedBy, code }: FindingEntry): boolean {
  return severity !== 'critical' && (code === 'KIND_UNKNOWN' || weakenedBy !== undefined);
}

function testCase(finding: FindingEntry): string {
  const { code, severity, objects, message, suggestion } = finding;
  const head = `    <testcase classname="kubectl-smart.${code}" name="${escapeXml(objects[0] ?? code)}"`;
  const remedy = suggestion ? `\n${suggestion.command}\n${suggestion.effect}` : '';
  if (severity === 'critical') {
    return `${head}>\n      <failure message="${escapeXml(message)}" type="${code}">${escapeXml(`${objects.join('\n')}${remedy}`)}</failure>\n    </testcase>`;
  }
  if (isSkipped(finding))
    return `${head}>\n      <skipped message="${escapeXml(message)}"/>\n    </testcase>`;
  return `${head}>\n      <system-out>${escapeXml(`${severity}: ${message}${remedy}`)}</system-out>\n    </testcase>`;
}
