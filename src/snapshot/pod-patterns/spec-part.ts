import type { Container, PodSpec } from '../../kubernetes/index.ts';
import type { MakeTable } from '../make-table.ts';
import { type Affinity, affinityWithoutPin, isTokenVolume, pinOf, withoutTokenMounts } from '../pod-own.ts';
import type { PatternTree } from './pattern-tree.ts';
import { type KeptPart, PiecePart } from './piece-part.ts';
import { type Path, ROLES } from './roles.ts';

/** Bits of a spec part's detail. */
export const SPEC_DETAIL = {
  /** Volumes, or mounts, of the ServiceAccount admission were left out. */
  token: 1,
  /** An affinity that ties the pod to a node was left out. */
  pin: 2,
} as const;

const TOKEN_VOLUME = '"kube-api-access-';
const CONTAINERS_BYTES_MAX = 10 * 2 ** 20;

/** Reads a field of a spec that is a list or an object: a piece of the pod's make, without what is the pod's own. */
export class SpecPart extends PiecePart<KeptField> {
  readonly field: string;
  readonly fieldId: number;
  /** Where the name of the node stands to which the affinity that was read last ties its pod, quotes included. */
  pinStart = 0;
  pinEnd = 0;
  /** The same as a text, when the part was parsed. */
  pin: string | undefined;

  constructor(field: string, makes: MakeTable) {
    super(makes.pieces, {
      within: (part) => ({ spec: { [field]: part } }),
      keep: (part) => keptField(field, part),
      roleOf: (kept, path, text) => roleOf(field, kept, path, text),
      // What ties a pod to a node is told by texts.
      hasFreeTexts: field !== 'affinity',
      ...(field === 'containers' ? { bytesMax: CONTAINERS_BYTES_MAX } : {}),
    });
    this.field = field;
    this.fieldId = makes.fields.intern(field);
  }

  protected override take(
    { pin }: KeptField,
    bytes: Buffer,
    match: PatternTree<unknown> | undefined,
  ): boolean {
    this.pin = pin;
    if (!match) return true;
    const { starts, ends, roles, count } = match;
    for (let index = 0; index < count; index++) {
      const start = starts[index]!;
      if (roles[index] === ROLES.pin) {
        this.pin = undefined;
        this.pinStart = start;
        this.pinEnd = ends[index]!;
      } else if (roles[index] === ROLES.tokenVolume && !isTokenName(bytes, start)) return false;
    }
    return true;
  }
}

interface KeptField extends KeptPart {
  /** The node that the affinity names. */
  readonly pin?: string;
}

function keptField(field: string, part: unknown): KeptField {
  if (field === 'volumes' && Array.isArray(part)) {
    const kept = (part as NonNullable<PodSpec['volumes']>).filter((volume) => !isTokenVolume(volume));
    return { kept, detail: kept.length < part.length ? SPEC_DETAIL.token : 0 };
  }
  if ((field === 'containers' || field === 'initContainers') && Array.isArray(part)) {
    const kept = (part as Container[]).map(withoutTokenMounts);
    const isToken = kept.some((container, index) => container !== part[index]);
    return { kept, detail: isToken ? SPEC_DETAIL.token : 0 };
  }
  const pin = field === 'affinity' ? pinOf(part as Affinity) : undefined;
  if (pin === undefined) return { kept: part, detail: 0 };
  return { kept: affinityWithoutPin(part as Affinity), detail: SPEC_DETAIL.pin, pin };
}

/** Names of volumes tell which of them are the ServiceAccount admission's; texts of an affinity what it ties to. */
function roleOf(
  field: string,
  { detail }: KeptField,
  path: Path,
  text: string | undefined,
): number | undefined {
  if (detail === SPEC_DETAIL.pin)
    return path.includes('matchFields') && path.at(-2) === 'values' ? ROLES.pin : undefined;
  const isName =
    path.at(-1) === 'name' &&
    (field === 'volumes'
      ? path.length === 2
      : (field === 'containers' || field === 'initContainers') &&
        path.length === 4 &&
        path[1] === 'volumeMounts');
  if (!isName || text === undefined) return undefined;
  return isTokenVolume({ name: text }) ? ROLES.tokenVolume : ROLES.fixed;
}

function isTokenName(bytes: Buffer, at: number): boolean {
  for (let index = 0; index < TOKEN_VOLUME.length; index++) {
    if (bytes[at + index] !== TOKEN_VOLUME.charCodeAt(index)) return false;
  }
  return true;
}
