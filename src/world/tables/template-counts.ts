import { Int32Column } from '../../columns/index.ts';

/**
 * How many pods of each template are in which state, so that a status that only counts need not look at pods. A pod is
 * active unless it has ended or is being deleted; ready means active and Ready.
 */
export class TemplateCounts {
  readonly #active = new Int32Column();
  readonly #ready = new Int32Column();
  readonly #terminating = new Int32Column();

  active(templateId: number): number {
    return templateId < this.#active.length ? this.#active.get(templateId) : 0;
  }

  ready(templateId: number): number {
    return templateId < this.#ready.length ? this.#ready.get(templateId) : 0;
  }

  terminating(templateId: number): number {
    return templateId < this.#terminating.length ? this.#terminating.get(templateId) : 0;
  }

  /** Counts one pod in (`by` 1) or out (`by` -1). */
  add(
    templateId: number,
    state: { readonly ended: boolean; readonly terminating: boolean; readonly ready: boolean },
    by: 1 | -1,
  ): void {
    if (state.ended) return;
    if (templateId >= this.#active.length) {
      for (const column of [this.#active, this.#ready, this.#terminating]) column.resize(templateId + 64, 0);
    }
    if (state.terminating) {
      this.#terminating.set(templateId, this.#terminating.get(templateId) + by);
      return;
    }
    this.#active.set(templateId, this.#active.get(templateId) + by);
    if (state.ready) this.#ready.set(templateId, this.#ready.get(templateId) + by);
  }
}
