import type { FindingType } from './finding.ts';

const ABOUT_NODES = /^kubectl (?:drain|cordon|uncordon|taint)\b|\b(?:no|nodes?)\b/;
const NAMES_NAMESPACE = /(?:^|\s)(?:-n|-A|--namespace|--all-namespaces)(?:\s|=|$)|(?:^|\s)-n\S/;

/** Changes nothing, and says nothing of what is gone already. */
const WAITS = /^kubectl wait\b/;
/** Says nothing of an object that it leaves as it is. */
const SETS = /^kubectl set\b/;

/** A command of kubectl that finds no object to act on: it ends well, and what was meant is not done. */
export const nothingSelected: FindingType = {
  code: 'NOTHING_SELECTED',
  title: 'A command selects nothing',
  *find({ commands }) {
    for (const { line, exit, endMs, stdout, stderr } of commands) {
      if (exit !== 0 || endMs === undefined || !line.startsWith('kubectl ') || WAITS.test(line)) continue;
      if (!isEmpty(stdout) || !isEmpty(stderr)) continue;
      const what = SETS.test(line)
        ? 'finds no object that it would change'
        : 'finds no object and changes nothing';
      const where =
        ABOUT_NODES.test(line) || NAMES_NAMESPACE.test(line)
          ? ''
          : ' Without -n it looks in the namespace default.';
      yield {
        severity: 'warning',
        objects: [],
        message: `${line} ${what}.${where}`,
        evidence: [],
        subject: line,
      };
    }
  },
};

function isEmpty(output: string): boolean {
  return output === '' || /^No resources found\b[^\n]*\n?$/.test(output);
}
