import type { FindingType } from './finding.ts';

const ABOUT_NODES = /^kubectl (?:drain|cordon|uncordon|taint)\b|\b(?:no|nodes?)\b/;
const NAMES_NAMESPACE = /(?:^|\s)(?:-n|-A|--namespace|--all-namespaces)(?:\s|=|$)|(?:^|\s)-n\S/;

/** A command of kubectl that finds no object to act on: it ends well, and what was meant is not done. */
export const nothingSelected: FindingType = {
  code: 'NOTHING_SELECTED',
  title: 'A command selects nothing',
  *find({ commands }) {
    for (const { line, exit, stdout, stderr } of commands) {
      if (exit !== 0 || !line.startsWith('kubectl ') || !isEmpty(stdout) || !isEmpty(stderr)) continue;
      const where =
        ABOUT_NODES.test(line) || NAMES_NAMESPACE.test(line)
          ? ''
          : ' Without -n it looks in the namespace default.';
      yield {
        severity: 'warning',
        objects: [],
        message: `${line} finds no object and changes nothing.${where}`,
        evidence: [],
        subject: line,
      };
    }
  },
};

function isEmpty(output: string): boolean {
  return output === '' || /^No resources found\b[^\n]*\n?$/.test(output);
}
