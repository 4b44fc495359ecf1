import { renderJson } from '../../../report/index.ts';
import { API_VERSION, diffSnapshots, type SnapshotDifference } from '../../../snapshot/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { loadSnapshot } from '../../load-snapshot.ts';
import { oneOf } from '../../options/choices.ts';
import type { Verb } from '../verb.ts';

const FORMATS = ['text', 'json'] as const;
/** Values longer than these are cut in the text. */
const VALUE_LENGTH = 80;

/** `snapshot diff BEFORE AFTER`: what changed between two snapshots of a cluster. */
export const diffVerb: Verb = {
  describe: (command) => {
    command
      .argument('<before>', 'the earlier snapshot')
      .argument('<after>', 'the later snapshot')
      .option('-o, --output <format>', `output format: ${FORMATS.join(', ')}`, 'text')
      .addHelpText('after', '\nExit codes: 0 no difference, 1 differences, 2 wrong usage or input.\n');
  },
  run: async ([before = '', after = ''], options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const difference = diffSnapshots(await loadSnapshot([before]), await loadSnapshot([after]));
    process.stdout.write(
      format === 'json'
        ? renderJson({ apiVersion: API_VERSION, kind: 'SnapshotDiff', ...difference })
        : describeDifference(difference),
    );
    return difference.objects.length === 0 ? EXIT.done : EXIT.findings;
  },
};

const SIGNS = { added: '+', removed: '-', recreated: '-/+', changed: '~' } as const;

function describeDifference({ objects, moved, incomparable }: SnapshotDifference): string {
  const lines: string[] = [];
  for (const { kind, key, change, fields } of objects) {
    lines.push(`${SIGNS[change]} ${kind} ${key}${change === 'recreated' ? ' was made anew' : ''}`);
    for (const { path, before, after } of fields)
      lines.push(`    ${path}: ${show(before)} -> ${show(after)}`);
  }
  if (lines.length === 0) lines.push('No differences.');
  else lines.push('', `${objects.length} objects differ, ${moved.length} pods moved.`);
  if (incomparable.length > 0)
    lines.push(`? not compared, since one of the two does not know them: ${incomparable.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= VALUE_LENGTH ? text : `${text.slice(0, VALUE_LENGTH - 3)}...`;
}
