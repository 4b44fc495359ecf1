import type { Cluster } from '../../cluster/cluster.ts';
import { compileSelector, type Selector, selects } from '../../kubernetes/label-selector.ts';
import type { Labels } from '../../kubernetes/meta.ts';
import {
  type CompiledNodeSelector,
  compileNodeSelector,
  matchesNodeSelector,
} from '../../kubernetes/node-selector.ts';
import { Quantity } from '../../kubernetes/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kubernetes/storage.ts';
import { classOfClaim, isReservedFor } from '../../storage/claims.ts';
import { STORAGE } from '../../storage/storage-index.ts';

const HOSTNAME = 'kubernetes.io/hostname';
const DEFAULT_VOLUME_MODE = 'Filesystem';

/** A volume that could serve a claim, were the node right. */
interface Candidate {
  readonly volume: PersistentVolume;
  readonly size: Quantity;
  /** Place in the order of size; the smallest volume that fits is taken. */
  rank: number;
  readonly affinity: CompiledNodeSelector | undefined;
}

/**
 * Finds the volume for one claim, node by node: the one that is reserved for it, or else the smallest that fits.
 *
 * Whatever does not depend on the node is decided once. Local volumes, which name one host, are looked up by it.
 *
 * @source staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go → FindMatchingVolume (v1.36.3)
 */
export class VolumeMatcher {
  readonly claim: PersistentVolumeClaim;
  /** The claim's selector is one that the API server refuses. */
  readonly hasInvalidSelector: boolean;
  readonly #reserved: Candidate | undefined;
  readonly #anywhere: Candidate[] = [];
  readonly #byHost = new Map<string, Candidate[]>();

  constructor(cluster: Cluster, claim: PersistentVolumeClaim) {
    this.claim = claim;
    const selector = claim.spec?.selector ? compileSelector(claim.spec.selector) : undefined;
    this.hasInvalidSelector = claim.spec?.selector !== undefined && selector === undefined;
    const request = Quantity.parse(claim.spec?.resources?.requests?.storage ?? 0);
    const candidates: Candidate[] = [];
    for (const volume of cluster.index(STORAGE).volumesOfClass(classOfClaim(claim))) {
      const size = Quantity.parse(volume.spec?.capacity?.storage ?? 0);
      if (size.compare(request) < 0 || !canServe(volume, claim)) continue;
      const required = volume.spec?.nodeAffinity?.required;
      const candidate = { volume, size, rank: 0, affinity: required && compileNodeSelector(required) };
      if (isReservedFor(volume, claim)) this.#reserved ??= candidate;
      else if (isAvailable(volume, claim, selector)) candidates.push(candidate);
    }
    candidates.sort((one, other) => one.size.compare(other.size));
    for (const [rank, candidate] of candidates.entries()) this.#file(candidate, rank);
  }

  /** The volume for the claim on a node with these labels, undefined when there is none. */
  find(labels: Labels, taken: ReadonlySet<PersistentVolume>): PersistentVolume | undefined {
    if (this.#reserved && !taken.has(this.#reserved.volume)) {
      return fits(this.#reserved, labels) ? this.#reserved.volume : undefined;
    }
    const isFree = (candidate: Candidate) => !taken.has(candidate.volume) && fits(candidate, labels);
    const general = this.#anywhere.find(isFree);
    const local = this.#byHost.get(labels[HOSTNAME] ?? '')?.find(isFree);
    if (!general || !local) return (general ?? local)?.volume;
    return (general.rank < local.rank ? general : local).volume;
  }

  #file(candidate: Candidate, rank: number): void {
    candidate.rank = rank;
    const hosts = hostsOf(candidate.volume);
    if (!hosts) this.#anywhere.push(candidate);
    for (const host of hosts ?? []) {
      const neighbours = this.#byHost.get(host);
      if (neighbours) neighbours.push(candidate);
      else this.#byHost.set(host, [candidate]);
    }
  }
}

/** What has to hold even for a volume that is reserved for the claim; its size apart. */
function canServe(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (volume.spec?.claimRef && !isReservedFor(volume, claim)) return false;
  const mode = volume.spec?.volumeMode ?? DEFAULT_VOLUME_MODE;
  if (mode !== (claim.spec?.volumeMode ?? DEFAULT_VOLUME_MODE)) return false;
  const attributes = volume.spec?.volumeAttributesClassName ?? '';
  if (attributes !== (claim.spec?.volumeAttributesClassName ?? '')) return false;
  return volume.metadata?.deletionTimestamp === undefined;
}

function isAvailable(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  selector: Selector | undefined,
): boolean {
  if (volume.status?.phase !== 'Available') return false;
  if (selector && !selects(selector, volume.metadata?.labels)) return false;
  return (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode));
}

function fits({ affinity }: Candidate, labels: Labels): boolean {
  return affinity === undefined || matchesNodeSelector(affinity, { metadata: { labels } });
}

/** The hosts of a volume whose affinity names hosts in every term; undefined for any other. */
function hostsOf({ spec }: PersistentVolume): readonly string[] | undefined {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  const hosts = new Set<string>();
  for (const { matchExpressions } of terms) {
    const byHost = matchExpressions?.find(({ key, operator }) => key === HOSTNAME && operator === 'In');
    if (!byHost) return undefined;
    for (const host of byHost.values ?? []) hosts.add(host);
  }
  return hosts.size > 0 ? [...hosts] : undefined;
}
