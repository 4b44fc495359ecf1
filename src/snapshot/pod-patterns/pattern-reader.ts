import type { Dictionary, StringColumn } from '../../columns/index.ts';
import { BytesMap, viewOf } from '../../columns/index.ts';
import { isObject, type KubeObject, type Pod, type PodStatus } from '../../kubernetes/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { withoutNulls } from '../intake/decode-object.ts';
import { resourceVersionOf } from '../intake/newest.ts';
import type { PodTable } from '../intake/pod-table.ts';
import { SPINE, SPINE_MAX } from '../make-table.ts';
import { notableStatus } from '../notable-status.ts';
import { POD_FLAGS, POD_PHASES } from '../pod-columns.ts';
import { NOT_TAKEN } from '../text/read-json.ts';
import { INCOMPLETE, skipValue } from '../text/skip-value.ts';
import { isPlain, textOf, timeOf } from './hole-values.ts';
import { NO_MATCH } from './pattern-nodes.ts';
import { PatternTree } from './pattern-tree.ts';
import { NO_PIECE } from './piece-part.ts';
import { PodParts } from './pod-parts.ts';
import { ROLES, SPEC_TEXTS } from './roles.ts';
import { ScratchText } from './scratch-text.ts';
import { SPEC_DETAIL, type SpecPart } from './spec-part.ts';
import { StatusCopy } from './status-copy.ts';
import { RUNS_WITH } from './status-parts.ts';
import { markOf, TextTemplate } from './text-template.ts';
import { tokensOf } from './tokens.ts';

/** How much may be learned of what stands between the parts of pods. */
const LEARNED_BYTES_MAX = 6 * 2 ** 20;
/** Bytes in which an object that says its kind first says it. */
const KIND_WITHIN_BYTES = 80;
const POD_KIND = /"kind"\s*:\s*"Pod"/;
const RUNNING = POD_PHASES.indexOf('Running');
const NONE = -1;

/** What was learned with a pod. */
interface Learned {
  /** Its row: what no hole and no part says is as there. */
  readonly row: number;
  /** The beginning of its make's spine. */
  readonly spine: Int32Array;
  readonly hasStatus: boolean;
  /** Whether its status names a resize of old. */
  readonly hasResize: boolean;
  /** The text of its spec's scalars, once it was needed; it holds for as many holes as there were then. */
  scalars: TextTemplate | undefined;
  holeCount: number;
}

/**
 * Reads pods from bytes into the table: what is like something that was read before without parsing it, be it a whole
 * pod or a part of one, the rest plainly, to be learned. All ways give the same rows.
 */
export class PatternReader {
  readonly #table: PodTable;
  readonly #parts: PodParts;
  readonly #tree: PatternTree<Learned>;
  readonly #spine = new Int32Array(SPINE_MAX);
  readonly #scalarsText = new ScratchText();
  readonly #status = new StatusCopy();
  readonly #namespaces = new BytesMap();
  readonly #nodeNames = new BytesMap();
  /** Whether the bytes ended inside the pod that was looked at last. */
  #isCutOff = false;
  /** The piece of the containers of the pod that was matched. */
  #containers = NONE;

  constructor(table: PodTable) {
    this.#table = table;
    this.#parts = new PodParts(table.columns.makes);
    this.#tree = new PatternTree(LEARNED_BYTES_MAX, this.#parts.readers);
  }

  /** The index behind the Pod that begins at `at` when it is like one that was read before; INCOMPLETE; NO_MATCH. */
  takeAlike(bytes: Buffer, at: number, end: number): number {
    const behind = this.#tree.match(bytes, at, end);
    this.#isCutOff = behind === INCOMPLETE;
    if (behind < 0 || this.#pushMatch(bytes)) return behind;
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
    // The bytes may have ended inside a pod that is like others after all.
    if (this.#isCutOff && this.takeAlike(bytes, at, end) === behind) return behind;
    const value: unknown = JSON.parse(bytes.toString('utf8', at, behind));
    if (!isObject(value) || !isPodKind(value, isPod)) return NOT_TAKEN;
    const pod = decode(value) as unknown as Pod;
    this.#table.add(pod);
    if (this.#tree.isOpen && Array.isArray(pod.spec?.containers))
      this.#learn(bytes.subarray(at, behind), pod);
    return behind;
  }

  #learn(sample: Buffer, { status }: Pod): void {
    const tokens = tokensOf(sample, this.#parts);
    if (!tokens) return;
    const { columns } = this.#table;
    const row = columns.count - 1;
    this.#tree.learn(sample, tokens, {
      row,
      spine: columns.makes.spine(columns.makeId.get(row)).slice(0, SPINE.fields),
      hasStatus: status !== undefined,
      hasResize: status?.resize !== undefined,
      scalars: undefined,
      holeCount: -1,
    });
  }

  /** Adds the row of the pod that was matched; false when it holds what only the plain way can judge. */
  #pushMatch(bytes: Buffer): boolean {
    const { leaf, starts, ends, roles, count } = this.#tree;
    for (let index = 0; index < count; index++) {
      const role = roles[index]!;
      const isName = role === ROLES.name || role === ROLES.namespace || role === ROLES.nodeName;
      // Empty names have meanings of their own.
      if (isName && ends[index]! - starts[index]! <= 2) return false;
    }
    const { columns, versions } = this.#table;
    const make = this.#makeOf(bytes, leaf!);
    if (make === NONE) return false;
    const row = columns.pushLike(leaf!.row);
    versions.push(versions.get(leaf!.row));
    columns.makeId.set(row, make);
    this.#fillHoles(bytes, row);
    // Names that are no holes are those of the pod that was learned.
    if (columns.name.length === row) columns.name.push(columns.name.get(leaf!.row));
    if (columns.uid.length === row) columns.uid.push(columns.uid.get(leaf!.row));
    this.#fillStatus(bytes, row);
    return true;
  }

  #fillHoles(bytes: Buffer, row: number): void {
    const { starts, ends, roles, count } = this.#tree;
    const { columns, versions } = this.#table;
    for (let index = 0; index < count; index++) {
      const start = starts[index]!;
      const end = ends[index]!;
      switch (roles[index]) {
        case ROLES.name:
          pushText(columns.name, bytes, start, end);
          break;
        case ROLES.uid:
          pushText(columns.uid, bytes, start, end);
          break;
        case ROLES.namespace:
          columns.namespaceId.set(row, numberOf(columns.namespaces, this.#namespaces, bytes, start, end));
          break;
        case ROLES.nodeName:
          columns.nodeNameId.set(row, numberOf(columns.nodeNames, this.#nodeNames, bytes, start, end));
          break;
        case ROLES.resourceVersion:
          versions.set(row, versionOf(bytes, start, end));
          break;
        case ROLES.created:
          columns.createdMs.set(row, timeOf(bytes, start, end));
          break;
        case ROLES.started:
          columns.startedMs.set(row, timeOf(bytes, start, end));
      }
    }
  }

  /** The make of the pod that was matched, from its pieces; NONE when only the plain way can judge it. */
  #makeOf(bytes: Buffer, like: Learned): number {
    const { makes } = this.#table.columns;
    const { readers, specParts, labels, annotations, ownerReferences, finalizers } = this.#parts;
    const { roles, values, details, count } = this.#tree;
    const spine = this.#spine;
    for (let index = 0; index < SPINE.fields; index++) spine[index] = like.spine[index]!;
    let length: number = SPINE.fields;
    let token = 0;
    let mounts = 0;
    let hasTexts = false;
    for (let index = 0; index < count; index++) {
      const role = roles[index]!;
      const value = values[index]!;
      if (isSpecText(role)) hasTexts = true;
      if (role < ROLES.part) continue;
      const specPart = specParts[role - ROLES.part];
      if (!specPart) {
        const reader = readers[role - ROLES.part]!;
        if (reader === labels) spine[SPINE.labels] = value;
        else if (reader === annotations) spine[SPINE.annotations] = value;
        else if (reader === ownerReferences) spine[SPINE.ownerReferences] = value;
        else if (reader === finalizers) spine[SPINE.finalizers] = value;
        continue;
      }
      const detail = details[index]!;
      if (detail === SPEC_DETAIL.token && specPart.field === 'volumes') token = 1;
      else if (detail === SPEC_DETAIL.token) mounts = 1;
      else if (detail === SPEC_DETAIL.pin && !this.#isPinned(specPart, bytes, like.row)) return NONE;
      if (specPart.field === 'containers') this.#containers = value;
      if (value === NO_PIECE) continue;
      if (length + 2 > SPINE_MAX) return NONE;
      spine[length++] = specPart.fieldId;
      spine[length++] = value;
    }
    if (hasTexts) {
      spine[SPINE.scalars] = this.#scalars(bytes, like);
      if (spine[SPINE.scalars] === NONE) return NONE;
    }
    // Mounts of the token are left out where its volume is.
    return mounts > token ? NONE : makes.internSpine(spine, length);
  }

  /** Whether the pod is on the node to which its affinity ties it. */
  #isPinned({ pin, pinStart, pinEnd }: SpecPart, bytes: Buffer, like: number): boolean {
    const { starts, ends, roles, count } = this.#tree;
    const { nodeNameId, nodeNames } = this.#table.columns;
    const tied = pin ?? textOf(bytes, pinStart, pinEnd);
    for (let index = 0; index < count; index++) {
      if (roles[index] === ROLES.nodeName) return textOf(bytes, starts[index]!, ends[index]!) === tied;
    }
    const id = nodeNameId.get(like);
    return id !== NONE && nodeNames.get(id) === tied;
  }

  /** The piece of the scalars of the pod that was matched, with its own texts; NONE when only the plain way can tell. */
  #scalars(bytes: Buffer, like: Learned): number {
    const { starts, ends, count } = this.#tree;
    const { pieces } = this.#table.columns.makes;
    if (like.holeCount !== count) {
      like.scalars = this.#scalarsTemplate(pieces.text(like.spine[SPINE.scalars]!));
      like.holeCount = count;
    }
    const text = this.#scalarsText;
    if (!like.scalars?.write(text, bytes, starts, ends)) return NONE;
    return pieces.internBytes(text.bytes, text.view, 0, text.length);
  }

  #scalarsTemplate(text: string): TextTemplate | undefined {
    const { roles, count } = this.#tree;
    const scalars = JSON.parse(text) as Record<string, unknown>;
    for (let hole = 0; hole < count; hole++) {
      const role = roles[hole]!;
      if (isSpecText(role)) scalars[SPEC_TEXTS[role - ROLES.specText]!] = markOf(hole);
    }
    return TextTemplate.of(text, JSON.stringify(scalars));
  }

  /** Sets what the status says, and keeps the status of a pod that is more than plainly running. */
  #fillStatus(bytes: Buffer, row: number): void {
    const { columns } = this.#table;
    const { readers, conditions, containerStatus, annotations, finalizers } = this.#parts;
    const { leaf, starts, roles, values, details, count } = this.#tree;
    let flags = columns.flags.get(row);
    let isNotable = leaf!.hasResize || columns.phase.get(row) !== RUNNING;
    let areAsked = true;
    let restarts = 0;
    let from = NONE;
    let to = NONE;
    for (let index = 0; index < count; index++) {
      const role = roles[index]!;
      if (role === ROLES.mark) {
        if (from < 0) from = starts[index]!;
        else to = starts[index]!;
      }
      if (role < ROLES.part) continue;
      const reader = readers[role - ROLES.part];
      if (reader === annotations) flags = withFlag(flags, POD_FLAGS.mirror, details[index] === 1);
      else if (reader === finalizers) flags = withFlag(flags, POD_FLAGS.finalizers, values[index] !== NONE);
      else if (reader === conditions) {
        flags = (flags & ~CONDITION_FLAGS) | values[index]!;
        isNotable ||= details[index] === 1;
        columns.readyChangedMs.set(row, conditions.readyChangedMs);
      } else if (reader === containerStatus) {
        restarts += details[index]!;
        isNotable ||= details[index]! > 0;
        const { pieces } = columns.makes;
        areAsked &&= containerStatus.runsWith(values[index]!, this.#containers, pieces) === RUNS_WITH.asked;
      }
    }
    columns.flags.set(row, flags);
    columns.restartCount.set(row, restarts);
    if (!leaf!.hasStatus) return;
    if (isNotable || !areAsked || (flags & POD_FLAGS.ready) === 0)
      this.#keepStatus(bytes, row, from, to, areAsked);
  }

  /** @param areAsked whether all containers run with the resources of their spec. */
  #keepStatus(bytes: Buffer, row: number, from: number, to: number, areAsked: boolean): void {
    const { statuses, makes, makeId } = this.#table.columns;
    if (areAsked && this.#status.copy(bytes, viewOf(bytes), from, to)) {
      const { text } = this.#status;
      statuses.setBytes(row, text.bytes, 0, text.length);
      return;
    }
    const status = withoutNulls(JSON.parse(bytes.toString('utf8', from, to))) as PodStatus;
    const notable = notableStatus(status, makes.get(makeId.get(row)).spec);
    if (notable) statuses.setText(row, canonicalJson(notable));
  }
}

const CONDITION_FLAGS = POD_FLAGS.ready | POD_FLAGS.unschedulable | POD_FLAGS.disruptionTarget;

function isSpecText(role: number): boolean {
  return role >= ROLES.specText && role < ROLES.mark;
}

function withFlag(flags: number, flag: number, on: boolean): number {
  return on ? flags | flag : flags & ~flag;
}

function isPodKind({ apiVersion, kind }: Record<string, unknown>, isAssumed: boolean): boolean {
  return isAssumed
    ? (kind ?? 'Pod') === 'Pod' && (apiVersion ?? 'v1') === 'v1'
    : kind === 'Pod' && apiVersion === 'v1';
}

/** The number of a text in a dictionary; those that were asked for before are known by their bytes. */
function numberOf(
  dictionary: Dictionary<string>,
  known: BytesMap,
  bytes: Buffer,
  start: number,
  end: number,
): number {
  const view = viewOf(bytes);
  let id = known.get(bytes, view, start, end);
  if (id < 0) {
    id = dictionary.internText(jsonOf(bytes, start, end));
    known.set(bytes, view, start, end, id);
  }
  return id;
}

/** As resourceVersionOf, of a string's JSON. */
function versionOf(bytes: Buffer, start: number, end: number): number {
  let version = 0;
  for (let index = start + 1; index < end - 1; index++) {
    const digit = bytes[index]! - 0x30;
    if (digit < 0 || digit > 9 || index - start > DIGITS_MAX)
      return resourceVersionOf({ resourceVersion: textOf(bytes, start, end) });
    version = version * 10 + digit;
  }
  return end - start > 2 ? version : Number.NaN;
}

/** Digits of a version that is counted here. */
const DIGITS_MAX = 15;

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
