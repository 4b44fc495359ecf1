import type { MakeTable } from '../make-table.ts';
import { AnnotationsPart } from './annotations-part.ts';
import { ManagedFieldsPart } from './managed-fields-part.ts';
import type { PartReader } from './part-reader.ts';
import { PatternPart } from './pattern-part.ts';
import { PiecePart } from './piece-part.ts';
import { ignoredRole, type Path, ROLES, type Roles, type ScalarType, SPEC_TEXTS } from './roles.ts';
import { SpecPart } from './spec-part.ts';
import { ConditionsPart, ContainerStatusPart } from './status-parts.ts';

const LEARNED_BYTES_MAX = 2 * 2 ** 20;

const METADATA_ROLES: Readonly<Record<string, number>> = {
  name: ROLES.name,
  uid: ROLES.uid,
  namespace: ROLES.namespace,
  resourceVersion: ROLES.resourceVersion,
  creationTimestamp: ROLES.created,
};
const FIXED_METADATA = new Set<string | number | undefined>([
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
]);
const FIXED_STATUS = new Set<string | number | undefined>([
  'phase',
  'nominatedNodeName',
  'resize',
  'conditions',
  'containerStatuses',
]);

/** The parts of a Pod, each read by its own reader, and what the scalars between them mean. */
export class PodParts implements Roles {
  readonly readers: PartReader[] = [];
  /** Those of them that read fields of a spec, by the same number. */
  readonly specParts: (SpecPart | undefined)[] = [];
  readonly labels: PartReader;
  readonly annotations: AnnotationsPart;
  readonly ownerReferences: PartReader;
  readonly finalizers: PartReader;
  readonly conditions = new ConditionsPart();
  readonly containerStatus = new ContainerStatusPart();
  readonly #makes: MakeTable;
  readonly #roles = new Map<string, number>();

  constructor(makes: MakeTable) {
    this.#makes = makes;
    const { pieces } = makes;
    const whole = (part: unknown) => ({ kept: part, detail: 0 });
    this.labels = new PiecePart(pieces, {
      within: (labels) => ({ metadata: { labels } }),
      keep: whole,
      hasFreeTexts: true,
    });
    this.annotations = new AnnotationsPart(makes);
    this.ownerReferences = new PiecePart(pieces, {
      within: (ownerReferences) => ({ metadata: { ownerReferences } }),
      keep: whole,
      hasFreeTexts: true,
    });
    this.finalizers = new PiecePart(pieces, {
      within: (finalizers) => ({ metadata: { finalizers } }),
      keep: (part) => whole(Array.isArray(part) && part.length > 0 ? part : undefined),
      hasFreeTexts: true,
    });
    for (const field of ['labels', 'annotations', 'ownerReferences', 'finalizers'] as const) {
      this.#add(`metadata ${field}`, this[field]);
    }
    this.#add('metadata managedFields', new ManagedFieldsPart());
    this.#add('status conditions', this.conditions);
    this.#add('status containerStatuses item', this.containerStatus);
  }

  scalar([section, field, ...rest]: Path, type: ScalarType): number {
    const isText = type === 'string';
    if (section === 'metadata' && rest.length === 0) {
      if (FIXED_METADATA.has(field)) return ROLES.fixed;
      const role = METADATA_ROLES[String(field)];
      if (role === undefined || !Object.hasOwn(METADATA_ROLES, String(field))) return ignoredRole(type);
      return isText ? role : ROLES.fixed;
    }
    if (section === 'spec' && rest.length === 0 && isText) {
      if (field === 'nodeName') return ROLES.nodeName;
      const text = SPEC_TEXTS.indexOf(String(field));
      if (text >= 0) return ROLES.specText + text;
    }
    if (section === 'status' && rest.length === 0) {
      if (field === 'startTime') return isText ? ROLES.started : ROLES.fixed;
      return FIXED_STATUS.has(field) ? ROLES.fixed : ignoredRole(type);
    }
    return ROLES.fixed;
  }

  collection(path: Path): number {
    const [section, field, index] = path;
    if (path.length === 0) return ROLES.fixed;
    if (path.length === 1) {
      const isSection = section === 'metadata' || section === 'spec' || section === 'status';
      return isSection ? ROLES.fixed : this.#roleOf(String(section), (part) => ({ [String(section)]: part }));
    }
    if (section === 'status' && field === 'containerStatuses') {
      return index === undefined ? ROLES.fixed : this.#roles.get('status containerStatuses item')!;
    }
    return this.#roleOf(`${section} ${field}`, (part) => ({ [String(section)]: { [String(field)]: part } }));
  }

  isMarked(path: Path): boolean {
    return path.length === 1 && path[0] === 'status';
  }

  #roleOf(key: string, within: (part: unknown) => Readonly<Record<string, unknown>>): number {
    const known = this.#roles.get(key);
    if (known !== undefined) return known;
    const [section, field] = key.split(' ');
    return this.#add(key, section === 'spec' ? new SpecPart(field!, this.#makes) : ignoredPart(within));
  }

  #add(key: string, reader: PartReader): number {
    const role = ROLES.part + this.readers.push(reader) - 1;
    this.specParts.push(reader instanceof SpecPart ? reader : undefined);
    this.#roles.set(key, role);
    return role;
  }
}

/** A part that nothing reads; it must be of its type all the same. */
function ignoredPart(within: (part: unknown) => Readonly<Record<string, unknown>>): PartReader {
  return new PatternPart({
    within,
    meaningOf: () => ({ value: 0, detail: 0 }),
    rolesOf: () => (_path, type) => ignoredRole(type),
    bytesMax: LEARNED_BYTES_MAX,
  });
}
