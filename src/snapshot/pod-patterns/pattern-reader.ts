import type { StringColumn } from '../../columns/index.ts';
import type { KubeObject, Pod, PodStatus } from '../../kubernetes/index.ts';
import { isRecord, withoutNulls } from '../intake/decode-object.ts';
import { resourceVersionOf } from '../intake/newest.ts';
import type { PodTable } from '../intake/pod-table.ts';
import { NOT_TAKEN } from '../text/read-json.ts';
import { INCOMPLETE, skipValue } from '../text/skip-value.ts';
import { isPlain, textOf, timeOf } from './hole-values.ts';
import { NO_MATCH, PatternTree } from './pattern-tree.ts';
import { ROLES } from './roles.ts';
import { tokensOf } from './tokens.ts';

/** How much may be learned, in bytes of learned pods: a cluster of pods that are all different is read plainly. */
const LEARNED_BYTES_MAX = 24 * 2 ** 20;
/** Bytes in which an object that says its kind first says it. */
const KIND_WITHIN_BYTES = 80;
const POD_KIND = /"kind"\s*:\s*"Pod"/;
const TOKEN_VOLUME = '"kube-api-access-';

/**
 * Reads pods from bytes into the table: those that are like one which was read before without parsing them, the others
 * plainly, to be learned. Both ways give the same rows.
 */
export class PatternReader {
  readonly #table: PodTable;
  readonly #tree = new PatternTree<number>();
  #learnedBytes = 0;

  constructor(table: PodTable) {
    this.#table = table;
  }

  /** The index behind the Pod that begins at `at` when it is like one that was read before; INCOMPLETE; NO_MATCH. */
  takeAlike(bytes: Buffer, at: number, end: number): number {
    const behind = this.#tree.match(bytes, at, end);
    if (behind < 0 || this.#pushMatch(bytes, at, behind)) return behind;
    return NO_MATCH;
  }

  /**
   * The index behind the Pod that begins at `at`, INCOMPLETE, or NOT_TAKEN when it is no Pod.
   *
   * @param isPod whether the surroundings say that it is one.
   * @param decode checks an object and gives it the form in which it is kept.
   */
  takeNew(
    bytes: Buffer,
    at: number,
    end: number,
    isPod: boolean,
    decode: (value: unknown) => KubeObject,
  ): number {
    if (!isPod && !POD_KIND.test(bytes.toString('latin1', at, Math.min(end, at + KIND_WITHIN_BYTES)))) {
      return end - at < KIND_WITHIN_BYTES ? INCOMPLETE : NOT_TAKEN;
    }
    const behind = skipValue(bytes, at, end, false);
    if (behind === INCOMPLETE) return INCOMPLETE;
    const value: unknown = JSON.parse(bytes.toString('utf8', at, behind));
    if (!isRecord(value) || !isPodKind(value, isPod)) return NOT_TAKEN;
    this.#table.add(decode(value) as unknown as Pod);
    if (this.#learnedBytes < LEARNED_BYTES_MAX) this.#learn(bytes.subarray(at, behind), value);
    return behind;
  }

  #learn(sample: Buffer, pod: unknown): void {
    const tokens = tokensOf(sample, pod);
    if (!tokens) return;
    this.#tree.learn(sample, tokens, this.#table.columns.count - 1);
    this.#learnedBytes += sample.length + tokens.starts.length * 24;
  }

  /** Adds the row of the pod that was matched; false when a hole holds what only the plain way can judge. */
  #pushMatch(bytes: Buffer, at: number, behind: number): boolean {
    const { holeStarts, holeEnds, holeRoles, holeCount, leaf } = this.#tree;
    for (let hole = 0; hole < holeCount; hole++) {
      if (!isUsable(holeRoles[hole]!, bytes, holeStarts[hole]!, holeEnds[hole]!)) return false;
    }
    const { columns, versions } = this.#table;
    const row = columns.pushLike(leaf!);
    versions.push(versions.get(leaf!));
    for (let hole = 0; hole < holeCount; hole++) {
      const start = holeStarts[hole]!;
      const end = holeEnds[hole]!;
      switch (holeRoles[hole]) {
        case ROLES.name:
          pushText(columns.name, bytes, start, end);
          break;
        case ROLES.uid:
          pushText(columns.uid, bytes, start, end);
          break;
        case ROLES.namespace:
          columns.namespaceId.set(row, columns.namespaces.internText(jsonOf(bytes, start, end)));
          break;
        case ROLES.nodeName:
          columns.nodeNameId.set(row, columns.nodeNames.internText(jsonOf(bytes, start, end)));
          break;
        case ROLES.resourceVersion:
          versions.set(row, resourceVersionOf({ resourceVersion: textOf(bytes, start, end) }));
          break;
        case ROLES.created:
          columns.createdMs.set(row, timeOf(bytes, start, end));
          break;
        case ROLES.started:
          columns.startedMs.set(row, timeOf(bytes, start, end));
          break;
        case ROLES.readyChanged:
          columns.readyChangedMs.set(row, timeOf(bytes, start, end));
      }
    }
    // Names that are no holes are those of the pod that was learned.
    if (columns.name.length === row) columns.name.push(columns.name.get(leaf!));
    if (columns.uid.length === row) columns.uid.push(columns.uid.get(leaf!));
    if (columns.statuses.has(leaf!)) {
      const { status } = JSON.parse(bytes.toString('utf8', at, behind)) as Pod;
      columns.statuses.set(row, withoutNulls(status) as PodStatus);
    }
    return true;
  }
}

function isPodKind({ apiVersion, kind }: Record<string, unknown>, isAssumed: boolean): boolean {
  return isAssumed
    ? (kind ?? 'Pod') === 'Pod' && (apiVersion ?? 'v1') === 'v1'
    : kind === 'Pod' && apiVersion === 'v1';
}

/** Empty names have meanings of their own, and a volume's name decides what it is. */
function isUsable(role: number, bytes: Buffer, start: number, end: number): boolean {
  if (role === ROLES.name || role === ROLES.namespace || role === ROLES.nodeName) return end - start > 2;
  if (role !== ROLES.tokenVolume) return true;
  return bytes.toString('latin1', start, start + TOKEN_VOLUME.length) === TOKEN_VOLUME;
}

/** The string's JSON as JSON.stringify writes it, which dictionaries go by. */
function jsonOf(bytes: Buffer, start: number, end: number): string {
  return isPlain(bytes, start, end)
    ? bytes.toString('latin1', start, end)
    : JSON.stringify(JSON.parse(bytes.toString('utf8', start, end)));
}

function pushText(column: StringColumn, bytes: Buffer, start: number, end: number): void {
  if (isPlain(bytes, start, end)) column.pushBytes(bytes, start + 1, end - 1);
  else column.push(textOf(bytes, start, end));
}
