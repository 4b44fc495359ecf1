import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import { isSame } from '../../cluster/is-same.ts';
import type { Node } from '../../kubernetes/node.ts';

/** One image: which nodes have it, and how large it is. */
export interface ImageState {
  /** The size each node reports, by node index. */
  readonly sizes: ReadonlyMap<number, number>;
  /** The size that counts everywhere: what the node with the lowest index reports. */
  readonly sizeBytes: number;
}

interface MutableState {
  readonly sizes: Map<number, number>;
  sizeBytes: number;
  lowest: number;
}

type Images = NonNullable<NonNullable<Node['status']>['images']>;
type Image = Images[number];

/** A list of images as nodes report it; nodes of one kind often have the very same. */
interface ImageList {
  readonly images: Images;
  readonly nodes: Set<number>;
}

/** An image as it stands in lists, which may share it. */
interface ImageEntry {
  readonly image: Image;
  readonly lists: ImageList[];
}

/**
 * The images on the nodes, by every name they have. Images are looked up list by list, and what is known of a name is
 * worked out when it is first asked for: of the images on nodes, pods that are scheduled have a few.
 *
 * @source pkg/scheduler/backend/cache/cache.go → addNodeImageStates (v1.36.3)
 * @deviation Where nodes report different sizes for one name, upstream keeps the size of the node that brought the
 * image first, even after that node is gone; here it is always that of the first node that still has it.
 */
export class ImageStates implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #lists = new Map<Images, ImageList>();
  /** Lists whose images are not in `#entries` yet. */
  #unread: ImageList[] = [];
  /** Every image with the lists that it stands in, those without a node too; of equal ones only the first is a key. */
  readonly #entries = new Map<Image, ImageEntry>();
  /** The images that have a name. */
  readonly #byName = new Map<string, ImageEntry[]>();
  /** What is known of the names that were asked for. */
  readonly #states = new Map<string, MutableState>();
  /** The images of each node as they were when it was added, and the order in which nodes came. */
  readonly #listed = new Map<number, { readonly images: Images | undefined; readonly order: number }>();
  #additions = 0;
  /** A node that was removed: most come back at once, replaced by one with the same images. */
  #leaving: number | undefined;
  #version = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Grows with every change. */
  get version(): number {
    this.#settle();
    return this.#version;
  }

  get(name: string): ImageState | undefined {
    this.#settle();
    let state = this.#states.get(name);
    if (!state) {
      state = this.#workOut(name);
      this.#states.set(name, state);
    }
    return state.sizes.size > 0 ? state : undefined;
  }

  isUnaffected(before: Node, after: Node): boolean {
    return isSame(before.status?.images, after.status?.images);
  }

  nodeAdded(nodeIndex: number): void {
    const images = this.#cluster.node(nodeIndex)?.status?.images;
    if (this.#leaving === nodeIndex && this.#listed.get(nodeIndex)?.images === images) {
      this.#leaving = undefined;
      return;
    }
    this.#settle();
    if (images) this.#listOf(images).nodes.add(nodeIndex);
    this.#listed.set(nodeIndex, { images, order: this.#additions++ });
    this.#version++;
    if (images && this.#states.size > 0)
      this.#forKnownNames(images, (state, size) => add(state, nodeIndex, size));
  }

  nodeRemoved(nodeIndex: number): void {
    this.#settle();
    this.#leaving = nodeIndex;
  }

  /** Takes away the node that has not come back. */
  #settle(): void {
    if (this.#leaving === undefined) return;
    const nodeIndex = this.#leaving;
    this.#leaving = undefined;
    const images = this.#listed.get(nodeIndex)?.images;
    if (images) {
      this.#lists.get(images)!.nodes.delete(nodeIndex);
      this.#forKnownNames(images, (state) => remove(state, nodeIndex));
    }
    this.#listed.delete(nodeIndex);
    this.#version++;
  }

  #listOf(images: Images): ImageList {
    let list = this.#lists.get(images);
    if (!list) {
      list = { images, nodes: new Set() };
      this.#lists.set(images, list);
      this.#unread.push(list);
    }
    return list;
  }

  /** The nodes that have an image of this name, in the order in which they came. */
  #workOut(name: string): MutableState {
    for (const list of this.#unread) for (const image of list.images) this.#entryOf(image).lists.push(list);
    this.#unread = [];
    const found: { nodeIndex: number; order: number; place: number; sizeBytes: number }[] = [];
    const entries = this.#byName.get(name) ?? [];
    for (const { image, lists } of entries) {
      const { sizeBytes = 0 } = image;
      for (const { images, nodes } of lists) {
        // Of two images in one list the first counts.
        const place = entries.length === 1 ? 0 : images.findIndex((each) => areEqual(each, image));
        for (const nodeIndex of nodes)
          found.push({ nodeIndex, order: this.#listed.get(nodeIndex)!.order, place, sizeBytes });
      }
    }
    const state: MutableState = { sizes: new Map(), sizeBytes: 0, lowest: 0 };
    found.sort((a, b) => a.order - b.order || a.place - b.place);
    for (const { nodeIndex, sizeBytes } of found) add(state, nodeIndex, sizeBytes);
    return state;
  }

  #entryOf(image: Image): ImageEntry {
    const known = this.#entries.get(image);
    if (known) return known;
    const names = image.names ?? [];
    const equal = this.#byName.get(names[0] ?? '')?.find((each) => areEqual(each.image, image));
    if (equal) return equal;
    const entry = { image, lists: [] };
    this.#entries.set(image, entry);
    for (const name of new Set(names)) {
      const entries = this.#byName.get(name);
      if (entries) entries.push(entry);
      else this.#byName.set(name, [entry]);
    }
    return entry;
  }

  /** Visits the names in a list that somebody asked for, with the size that the list gives. */
  #forKnownNames(images: Images, visit: (state: MutableState, size: number) => void): void {
    for (const { names, sizeBytes } of images) {
      for (const name of names ?? []) {
        const state = this.#states.get(name);
        if (state) visit(state, sizeBytes ?? 0);
      }
    }
  }
}

/** As `isSame`, field by field: every image of a list is asked for, and comparing any values takes three times as long. */
function areEqual(one: Image, other: Image): boolean {
  if (one === other) return true;
  const [names, others] = [one.names ?? [], other.names ?? []];
  return (
    one.sizeBytes === other.sizeBytes &&
    names.length === others.length &&
    names.every((name, index) => name === others[index])
  );
}

/** A name that stands twice in a node's list counts once, as it stood first. */
function add(state: MutableState, nodeIndex: number, size: number): void {
  if (state.sizes.has(nodeIndex)) return;
  state.sizes.set(nodeIndex, size);
  if (state.sizes.size > 1 && nodeIndex > state.lowest) return;
  state.lowest = nodeIndex;
  state.sizeBytes = size;
}

function remove(state: MutableState, nodeIndex: number): void {
  if (!state.sizes.delete(nodeIndex) || state.sizes.size === 0 || state.lowest !== nodeIndex) return;
  state.lowest = Math.min(...state.sizes.keys());
  state.sizeBytes = state.sizes.get(state.lowest)!;
}

export const IMAGE_STATES: IndexType<ImageStates> = {
  name: 'ImageStates',
  create: (cluster) => new ImageStates(cluster),
};
