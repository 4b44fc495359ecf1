import { currentGroupKindOf, isObject, type KubeObject } from '../../kubernetes/index.ts';
import type { DocumentSink, Surroundings, TextPlace } from '../text/read-json.ts';
import { type AssumedKind, decodeObject } from './decode-object.ts';
import { type ObjectPlace, objectError } from './object-place.ts';
import type { SnapshotBuilder } from './snapshot-builder.ts';

/** How a text of objects is to be read. */
export interface ObjectTextOptions {
  /** The file, as errors call it. */
  readonly file: string;
  /** The kind of objects that do not say theirs. */
  readonly assumed?: AssumedKind;
  /** Whether documents that are no objects of a cluster are passed over: among manifests lie all kinds of files. */
  readonly isLenient?: boolean;
}

/** Groups of configuration files that look like objects and are none of a cluster's. */
const CONFIGURATION =
  /(^|\.)config\.k8s\.io\/|^(kustomize\.config|kubeadm|kind\.x-k8s|skaffold|troubleshoot)\b|^audit\.k8s\.io\/|^action\.kwok\.x-k8s\.io\//;

/** Turns documents (lists, objects, bare arrays) into objects of the snapshot. */
export class ObjectSink implements DocumentSink {
  readonly #builder: SnapshotBuilder;
  readonly #options: ObjectTextOptions;
  /** Items that came before the list said its kind. */
  #waiting: { readonly value: Record<string, unknown>; readonly place: ObjectPlace }[] = [];
  /** Documents that were no objects of a cluster. */
  foreignCount = 0;

  constructor(builder: SnapshotBuilder, options: ObjectTextOptions) {
    this.#builder = builder;
    this.#options = options;
  }

  streams(member: string): boolean {
    return member === 'items' || member === '';
  }

  takeAlike(bytes: Buffer, at: number, end: number): number {
    return this.#builder.takeAlikePod(bytes, at, end);
  }

  takeBytes(bytes: Buffer, at: number, end: number, around: Surroundings): number {
    const { member, index, members, place: text } = around;
    const assumed = this.#options.assumed ?? (member === undefined ? undefined : itemKindOf(members));
    const isPod = assumed?.kind === 'Pod' && assumed.apiVersion === 'v1';
    const place = { file: this.#options.file, text, ...(member === undefined ? {} : { index }) };
    return this.#builder.takeNewPod(bytes, at, end, isPod, (value) => decodeObject(value, assumed, place));
  }

  element(
    value: unknown,
    _member: string,
    index: number,
    members: Readonly<Record<string, unknown>>,
    text: TextPlace,
  ): void {
    const place = { file: this.#options.file, text, index };
    if (!isObject(value)) throw objectError('a list holds something that is no object', place);
    const assumed = this.#options.assumed ?? itemKindOf(members);
    if (assumed || value.kind !== undefined) this.#add(value, assumed, place);
    else this.#waiting.push({ value, place });
  }

  document(members: Record<string, unknown>, text: TextPlace): void {
    const place = { file: this.#options.file, text };
    const itemKind = itemKindOf(members) ?? this.#options.assumed;
    const isList = typeof members.items === 'number' || isListKind(members);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const item of waiting) this.#add(item.value, itemKind, item.place);
    if (isList || typeof members[''] === 'number') this.#endOfList(members, itemKind);
    else if (members.kind === 'Status' && members.apiVersion === 'v1') this.#status(members, place);
    else if (this.#isForeign(members)) this.foreignCount++;
    else this.#add(members, this.#options.assumed, place);
  }

  scalar(text: TextPlace): void {
    if (!this.#options.isLenient) {
      throw objectError('this is no object of Kubernetes', { file: this.#options.file, text });
    }
    this.foreignCount++;
  }

  #add(value: Record<string, unknown>, assumed: AssumedKind | undefined, place: ObjectPlace): void {
    if (isListKind(value) && Array.isArray(value.items)) this.#nestedList(value, place);
    else this.#builder.add(decodeObject(value, assumed, place));
  }

  #nestedList(list: Record<string, unknown>, place: ObjectPlace): void {
    const itemKind = itemKindOf(list);
    for (const item of list.items as unknown[]) {
      if (!isObject(item)) throw objectError('a list holds something that is no object', place);
      this.#add(item, itemKind, place);
    }
    this.#endOfList(list, itemKind);
  }

  /** A list of one kind says that the kind was asked for, and whether the answer was cut. */
  #endOfList(list: Readonly<Record<string, unknown>>, itemKind: AssumedKind | undefined): void {
    if (!itemKind) return;
    const groupKind = currentGroupKindOf(itemKind.apiVersion, itemKind.kind);
    this.#builder.ledger.asked(groupKind);
    const metadata = isObject(list.metadata) ? list.metadata : {};
    if (typeof metadata.continue === 'string' && metadata.continue !== '') {
      const more = metadata.remainingItemCount;
      const rest = typeof more === 'number' ? `${more} more were not fetched` : 'more were not fetched';
      this.#builder.ledger.truncated(groupKind, rest);
    }
  }

  /** What the API server answers instead of objects. */
  #status(status: Readonly<Record<string, unknown>>, place: ObjectPlace): void {
    const message = typeof status.message === 'string' ? status.message : 'an error';
    if (!this.#options.isLenient) {
      throw objectError(`the export holds the API server's refusal instead of objects: ${message}`, place);
    }
    this.foreignCount++;
  }

  #isForeign(members: Readonly<Record<string, unknown>>): boolean {
    const { apiVersion, kind, metadata } = members as Partial<KubeObject>;
    if (this.#options.assumed) return false;
    if (typeof apiVersion === 'string' && CONFIGURATION.test(apiVersion)) return true;
    const isKubernetes = typeof apiVersion === 'string' && typeof kind === 'string';
    return (
      this.#options.isLenient === true && (!isKubernetes || (isObject(metadata) && !('name' in metadata)))
    );
  }
}

function isListKind(members: Readonly<Record<string, unknown>>): boolean {
  const kind = members.kind;
  return typeof kind === 'string' && kind.endsWith('List') && 'items' in members;
}

/** `v1/Pod` of a `v1/PodList`; undefined for lists of several kinds. */
function itemKindOf({ apiVersion, kind }: Readonly<Record<string, unknown>>): AssumedKind | undefined {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  if (!kind.endsWith('List') || kind === 'List') return undefined;
  return { apiVersion, kind: kind.slice(0, -'List'.length) };
}
