import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERBS } from '../../src/commands/registry.ts';

/** The page of a verb: that of its family, `rollout.md` for `rollout undo`. */
function pageOf(name: string): string {
  const [family = ''] = name.split(' ');
  return `docs/commands/${family === 'recover' ? 'fail' : family}.md`;
}

test.each(VERBS.map((verb) => [verb.name, verb] as const))(
  '%s has a page that names its flags',
  (name, verb) => {
    const page = pageOf(name);
    expect(existsSync(page), page).toBe(true);
    const text = readFileSync(page, 'utf8');
    const silent = verb.flags.filter((flag) => !flag.unmodelled && !text.includes(`--${flag.name}`));
    expect(silent.map((flag) => flag.name)).toEqual([]);
  },
);
