import type { Container, PodSpec } from '../../kubernetes/index.ts';
import type { MakeTable } from '../make-table.ts';
import { type Affinity, affinityWithoutPin, isTokenVolume, pinOf, withoutTokenMounts } from '../pod-own.ts';
import { fixedRole, type Meaning, PatternPart } from './piece-reader.ts';
import { type Path, ROLES, type ScalarType } from './roles.ts';

/** Bits of a spec part's detail. */
export const SPEC_DETAIL = {
  /** Volumes, or mounts, of the ServiceAccount admission were left out. */
  token: 1,
  /** An affinity that ties the pod to a node was left out. */
  pin: 2,
} as const;

/** The value of a part of which nothing is left. */
export const NO_PIECE = -1;

const TOKEN_VOLUME = '"kube-api-access-';
const LEARNED_BYTES_MAX = { containers: 10 * 2 ** 20, others: 2 * 2 ** 20 };

/** Reads a field of a spec that is a list or an object: a piece of the pod's make, without what is the pod's own. */
export class SpecPart extends PatternPart {
  readonly field: string;
  readonly fieldId: number;
  /** Where the name of the node stands to which the affinity that was read last ties its pod, quotes included. */
  pinStart = 0;
  pinEnd = 0;
  /** The same as a text, when the part was parsed. */
  pin: string | undefined;

  constructor(field: string, makes: MakeTable) {
    super({
      within: (part) => ({ spec: { [field]: part } }),
      meaningOf: (part) => meaningOf(field, part, makes),
      rolesOf: (_part, { detail }) => rolesOf(field, detail),
      bytesMax: field === 'containers' ? LEARNED_BYTES_MAX.containers : LEARNED_BYTES_MAX.others,
    });
    this.field = field;
    this.fieldId = makes.fields.intern(field);
  }

  protected override matched(meaning: SpecMeaning, bytes: Buffer): boolean {
    const { starts, ends, roles, count } = this.tree;
    this.pin = meaning.pin;
    for (let index = 0; index < count; index++) {
      const start = starts[index]!;
      if (roles[index] === ROLES.pin) {
        this.pin = undefined;
        this.pinStart = start;
        this.pinEnd = ends[index]!;
      } else if (bytes.toString('latin1', start, start + TOKEN_VOLUME.length) !== TOKEN_VOLUME) return false;
    }
    return super.matched(meaning, bytes);
  }

  protected override parsed(meaning: SpecMeaning): void {
    this.pin = meaning.pin;
    super.parsed(meaning);
  }
}

interface SpecMeaning extends Meaning {
  /** The node that the sample's affinity names. */
  readonly pin?: string;
}

function meaningOf(field: string, part: unknown, makes: MakeTable): SpecMeaning {
  const piece = (value: unknown) => makes.pieces.internText(JSON.stringify(value));
  if (field === 'volumes' && Array.isArray(part)) {
    const kept = (part as NonNullable<PodSpec['volumes']>).filter((volume) => !isTokenVolume(volume));
    return { value: piece(kept), detail: kept.length < part.length ? SPEC_DETAIL.token : 0 };
  }
  if ((field === 'containers' || field === 'initContainers') && Array.isArray(part)) {
    const kept = (part as Container[]).map(withoutTokenMounts);
    const isToken = kept.some((container, index) => container !== part[index]);
    return { value: piece(kept), detail: isToken ? SPEC_DETAIL.token : 0 };
  }
  const pin = field === 'affinity' ? pinOf(part as Affinity) : undefined;
  if (pin === undefined) return { value: piece(part), detail: 0 };
  const rest = affinityWithoutPin(part as Affinity);
  return { value: rest === undefined ? NO_PIECE : piece(rest), detail: SPEC_DETAIL.pin, pin };
}

function rolesOf(field: string, detail: number) {
  if (detail === SPEC_DETAIL.pin) return pinRole;
  if (detail !== SPEC_DETAIL.token) return fixedRole;
  const length = field === 'volumes' ? 2 : 4;
  return (path: Path, _type: ScalarType, text: string | undefined) =>
    path.length === length &&
    path.at(-1) === 'name' &&
    (length === 2 || path[1] === 'volumeMounts') &&
    text !== undefined &&
    isTokenVolume({ name: text })
      ? ROLES.tokenVolume
      : ROLES.fixed;
}

function pinRole(path: Path): number {
  return path.includes('matchFields') && path.at(-2) === 'values' ? ROLES.pin : ROLES.fixed;
}
