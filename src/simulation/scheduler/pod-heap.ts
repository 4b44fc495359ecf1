import type { QueuedPod } from './queued-pod.ts';

/** A binary heap of pods that can also give up one from its middle. */
export class PodHeap {
  readonly #pods: QueuedPod[] = [];
  readonly #isBefore: (a: QueuedPod, b: QueuedPod) => boolean;

  constructor(isBefore: (a: QueuedPod, b: QueuedPod) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#pods.length;
  }

  peek(): QueuedPod | undefined {
    return this.#pods[0];
  }

  push(pod: QueuedPod): void {
    this.#pods.push(pod);
    this.#up(pod, this.#pods.length - 1);
  }

  pop(): QueuedPod | undefined {
    const first = this.#pods[0];
    if (first) this.remove(first);
    return first;
  }

  /** Takes out a pod that is in this heap. */
  remove(pod: QueuedPod): void {
    const index = pod.heapIndex;
    const last = this.#pods.pop()!;
    pod.heapIndex = -1;
    if (last === pod) return;
    this.#up(last, index);
    this.#down(last, last.heapIndex);
  }

  #up(pod: QueuedPod, from: number): void {
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#pods[parentIndex]!;
      if (!this.#isBefore(pod, parent)) break;
      this.#put(parent, index);
      index = parentIndex;
    }
    this.#put(pod, index);
  }

  #down(pod: QueuedPod, from: number): void {
    let index = from;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#pods.length) break;
      if (child + 1 < this.#pods.length && this.#isBefore(this.#pods[child + 1]!, this.#pods[child]!))
        child++;
      if (!this.#isBefore(this.#pods[child]!, pod)) break;
      this.#put(this.#pods[child]!, index);
      index = child;
    }
    this.#put(pod, index);
  }

  #put(pod: QueuedPod, index: number): void {
    this.#pods[index] = pod;
    pod.heapIndex = index;
  }
}
