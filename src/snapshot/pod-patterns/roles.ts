/** What a scalar of a Pod's JSON means to the columns, and what stands in place of a collection. */
export const ROLES = {
  /** Must be the same for pods to be alike. */
  fixed: 0,
  /** Nothing reads it: another text there changes nothing. */
  ignored: 1,
  name: 2,
  uid: 3,
  namespace: 4,
  nodeName: 5,
  resourceVersion: 6,
  created: 7,
  started: 8,
  readyChanged: 9,
  /** The volume that the ServiceAccount admission adds, or a mount of it. */
  tokenVolume: 10,
  /** A text of a piece. */
  text: 11,
  /** The node that a DaemonSet's pod is tied to. */
  pin: 12,
  /** A whole number that nothing reads. */
  ignoredNumber: 13,
  restarts: 14,
  /** From here on: the number of one of SPEC_TEXTS. */
  specText: 32,
  /** Where the status begins and where it ends; no bytes of their own. */
  mark: 60,
  /** From here on: the number of a reader that takes a collection as a whole. */
  part: 64,
} as const;

/** Texts of a spec that differ between applications or even pods: a spec with others is as good as the same. */
export const SPEC_TEXTS: readonly string[] = [
  'hostname',
  'subdomain',
  'serviceAccount',
  'serviceAccountName',
  'priorityClassName',
  'schedulerName',
];

export type Path = readonly (string | number)[];

/** What kind of scalar stands at a place. */
export type ScalarType = 'string' | 'integer' | 'other';

/** Tells what the scalars and collections of a sample mean. */
export interface Roles {
  /** The role of a scalar; `text` is that of a string. */
  scalar(path: Path, type: ScalarType, text: string | undefined): number;
  /** The role of a collection that is taken as a whole, `fixed` for one that is walked through. */
  collection(path: Path): number;
  /** Whether the places before and behind this collection are marked. */
  isMarked(path: Path): boolean;
}

/** Whether texts of a role may differ. */
export function isHole(role: number): boolean {
  return role > ROLES.fixed && role < ROLES.mark;
}

/** Whether what stands in a hole of this role is a number. */
export function isNumberHole(role: number): boolean {
  return role === ROLES.ignoredNumber || role === ROLES.restarts;
}

/** Texts and whole numbers may differ where nothing reads them; other scalars are rarely worth telling apart. */
export function ignoredRole(type: ScalarType): number {
  if (type === 'string') return ROLES.ignored;
  return type === 'integer' ? ROLES.ignoredNumber : ROLES.fixed;
}

/** Roles within a part: every scalar has one, and nothing is taken as a whole. */
export function rolesOfPart(scalar: Roles['scalar']): Roles {
  return { scalar, collection: () => ROLES.fixed, isMarked: () => false };
}
