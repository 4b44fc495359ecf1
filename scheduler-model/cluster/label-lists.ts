import type { PodClass } from './pod-class.ts';
import type { PodMatcher } from './pod-matcher.ts';

/** Stands for any namespace. */
const ANYWHERE = '*';

/**
 * Items in lists by namespace and label, so that pods and those who ask about pods find each other without looking at
 * all there are.
 */
export class LabelLists<T> {
  readonly #lists = new Map<string, T[]>();

  /** The list of a namespace, or of none in particular, and a label `key=value`, or of none. It grows in place. */
  list(namespace: string = ANYWHERE, label = ''): T[] {
    const key = `${namespace}\n${label}`;
    let list = this.#lists.get(key);
    if (!list) {
      list = [];
      this.#lists.set(key, list);
    }
    return list;
  }

  /** Files what asks about pods under what a pod must have to be asked about. */
  addMatcher({ namespaces, requiredLabel }: PodMatcher, item: T): void {
    for (const namespace of namespaces ?? [undefined]) this.list(namespace, requiredLabel).push(item);
  }

  /** All lists in which something that asks about pods of the class may be. */
  listsAbout({ namespace, labels }: PodClass): readonly T[][] {
    const texts = ['', ...labelTexts(labels)];
    return [namespace, undefined].flatMap((each) => texts.map((text) => this.list(each, text)));
  }

  /** Files a class of pods under everything that may be asked for. */
  addClass({ namespace, labels }: PodClass, item: T): void {
    for (const text of ['', ...labelTexts(labels)]) {
      this.list(namespace, text).push(item);
      this.list(undefined, text).push(item);
    }
  }
}

function labelTexts(labels: PodClass['labels']): readonly string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
