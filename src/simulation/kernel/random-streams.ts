import { RandomStream } from './random-stream.ts';

/** The random streams of one run, by purpose and object, each made when it is first drawn from. */
export class RandomStreams {
  readonly #seed: number;
  readonly #streams = new Map<string, Map<string, RandomStream>>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The next number in [0, 1) of the stream of this purpose and object. */
  next(purpose: string, object: string): number {
    let ofPurpose = this.#streams.get(purpose);
    if (!ofPurpose) {
      ofPurpose = new Map();
      this.#streams.set(purpose, ofPurpose);
    }
    let stream = ofPurpose.get(object);
    if (!stream) {
      stream = new RandomStream(this.#seed, purpose, object);
      ofPurpose.set(object, stream);
    }
    return stream.next();
  }
}
