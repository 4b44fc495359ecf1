import type { KubeObject } from '../../src/kubernetes/index.ts';

/** How large a hard cluster is to be. */
export interface CorpusSize {
  readonly nodes: number;
  readonly podsPerNode: number;
  /** Pods without a node, for the scheduler to place. */
  readonly pending: number;
}

/** A cluster of one difficult kind. Equal sizes give equal objects, on every machine. */
export interface Corpus {
  readonly name: string;
  /** What makes it hard, in a few words. */
  readonly description: string;
  readonly objects: (size: CorpusSize) => Iterable<KubeObject>;
}
