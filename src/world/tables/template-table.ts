import { type Selector, selects } from '../../../scheduler-model/index.ts';
import { type GroupKind, groupKindOf, type OwnerReference, objectKey } from '../../kubernetes/index.ts';
import type { PodMake } from '../../snapshot/index.ts';

/** Pods of one namespace and one make: nothing tells them apart but name, uid, node and state. */
export interface PodTemplate {
  readonly id: number;
  readonly namespace: string;
  readonly make: PodMake;
  /** The owner reference with `controller: true`. */
  readonly controller: OwnerReference | undefined;
  /** The group-kind of the controller, and the key under which it would stand in the template's namespace. */
  readonly controllerKind: GroupKind | undefined;
  readonly controllerKey: string;
}

interface Selected {
  readonly namespace: string;
  readonly among: number;
  readonly ids: readonly number[];
}

/** All pod templates, numbered. A number stays valid for ever: what-ifs add templates and leave them. */
export class TemplateTable {
  readonly #templates: PodTemplate[] = [];
  readonly #ids = new Map<string, number>();
  readonly #byNamespace = new Map<string, number[]>();
  /** The last answer about each selector, and among how many templates it was found. */
  readonly #selected = new WeakMap<Selector, Selected>();
  readonly #byController = new Map<string, number[]>();
  readonly #byOwner = new Map<string, number[]>();
  readonly #byLabel = new Map<string, number[]>();
  /** The template that a make object was last interned as: makers of many pods give the same object again. */
  readonly #lastOfMake = new WeakMap<PodMake, number>();

  get count(): number {
    return this.#templates.length;
  }

  get(id: number): PodTemplate {
    return this.#templates[id]!;
  }

  /** The number of the template; `makeText` is the JSON of `make`, if the caller has it at hand. */
  intern(namespace: string, make: PodMake, makeText?: string): number {
    const last = this.idOf(namespace, make);
    if (last !== undefined) return last;
    const id = this.#internText(namespace, make, makeText ?? JSON.stringify(make));
    this.#lastOfMake.set(make, id);
    return id;
  }

  #internText(namespace: string, make: PodMake, makeText: string): number {
    const key = `${namespace} ${makeText}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#templates.length;
    const controller = make.ownerReferences.find((owner) => owner.controller);
    this.#templates.push({
      id,
      namespace,
      make,
      controller,
      controllerKind: controller && groupKindOf(controller.apiVersion, controller.kind),
      controllerKey: objectKey(namespace, controller?.name ?? ''),
    });
    this.#ids.set(key, id);
    append(this.#byNamespace, namespace, id);
    for (const name in make.labels) append(this.#byLabel, labelKey(namespace, name, make.labels[name]!), id);
    if (controller) append(this.#byController, controller.uid, id);
    for (const { uid } of make.ownerReferences) append(this.#byOwner, uid, id);
    return id;
  }

  /** Templates of a namespace, in the order in which they were first seen: always the same list, which grows. */
  inNamespace(namespace: string): readonly number[] {
    return listOf(this.#byNamespace, namespace);
  }

  /**
   * Templates of a namespace whose pods a selector selects; costs as many as share its rarest label, and nothing when
   * it is asked again before the namespace has a new template.
   */
  selected(namespace: string, selector: Selector): readonly number[] {
    const inNamespace = this.inNamespace(namespace);
    const known = this.#selected.get(selector);
    if (known?.namespace === namespace && known.among === inNamespace.length) return known.ids;
    const ids = this.#select(namespace, inNamespace, selector);
    this.#selected.set(selector, { namespace, among: inNamespace.length, ids });
    return ids;
  }

  #select(namespace: string, inNamespace: readonly number[], selector: Selector): number[] {
    if (!selector.requirements) return [];
    let candidates = inNamespace;
    for (const { key, operator, values } of selector.requirements) {
      if (operator !== 'In' || values.length !== 1) continue;
      const sharing = this.#byLabel.get(labelKey(namespace, key, values[0]!)) ?? [];
      if (sharing.length < candidates.length) candidates = sharing;
    }
    return candidates.filter((id) => selects(selector, this.get(id).make.labels));
  }

  /** The number that a make of this namespace was interned under last; undefined when it never was. */
  idOf(namespace: string, make: PodMake): number | undefined {
    const id = this.#lastOfMake.get(make);
    return id !== undefined && this.get(id).namespace === namespace ? id : undefined;
  }

  /** Templates whose pods the object with this uid controls: always the same list, which grows. */
  controlledBy(uid: string): readonly number[] {
    return listOf(this.#byController, uid);
  }

  /** Templates whose pods name the object with this uid among their owners. */
  ownedBy(uid: string): readonly number[] {
    return this.#byOwner.get(uid) ?? [];
  }
}

function labelKey(namespace: string, name: string, value: string): string {
  return `${namespace} ${name}=${value}`;
}

function append(lists: Map<string, number[]>, key: string, id: number): void {
  listOf(lists, key).push(id);
}

function listOf(lists: Map<string, number[]>, key: string): number[] {
  let list = lists.get(key);
  if (!list) {
    list = [];
    lists.set(key, list);
  }
  return list;
}
