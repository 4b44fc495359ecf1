import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cluster } from '../../../scheduler-model/index.ts';
import { IMAGE_STATES } from '../../../scheduler-model/plugins/ImageLocality/image-states.ts';

const NAMES = ['a', 'b', 'c', 'd'];

const image = fc.record({
  names: fc.array(fc.constantFrom(...NAMES), { maxLength: 3 }),
  sizeBytes: fc.integer({ min: 1, max: 9 }),
});
type Image = { readonly names: readonly string[]; readonly sizeBytes: number };

const node = (name: string, images: readonly Image[]) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { images },
});

/** The size of a name on a node: that of the first image in its list that has the name. */
function sizeIn(images: readonly Image[], name: string): number | undefined {
  return images.find(({ names }) => names.includes(name))?.sizeBytes;
}

test('each node that has an image counts it as it stands first in its list, the first node for all', () => {
  const steps = fc.array(
    fc.record({
      node: fc.nat(3),
      // Numbers of images in a pool: lists share their images, as those of an opened file do.
      images: fc.option(fc.array(fc.nat(5), { maxLength: 5 }), { nil: undefined }),
      asks: fc.constantFrom(...NAMES),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(fc.array(image, { minLength: 6, maxLength: 6 }), steps, (pool, all) => {
      const cluster = new Cluster();
      const states = cluster.index(IMAGE_STATES);
      const present = new Map<number, readonly Image[]>();
      const check = (name: string) => {
        const expected = [...present].flatMap(([at, images]) => {
          const size = sizeIn(images, name);
          return size === undefined ? [] : [[cluster.nodeIndexOf(`n${at}`), size] as const];
        });
        const first = [...expected].sort(([a], [b]) => a - b)[0]?.[1];
        expect(new Map(states.get(name)?.sizes)).toEqual(new Map(expected));
        expect(states.get(name)?.sizeBytes).toBe(first);
      };
      for (const { node: at, images, asks } of all) {
        if (present.delete(at)) cluster.removeNode(cluster.nodeIndexOf(`n${at}`));
        if (images) {
          const list = images.map((number) => pool[number]!);
          cluster.addNode(node(`n${at}`, list));
          present.set(at, list);
        }
        check(asks);
      }
      for (const name of NAMES) check(name);
    }),
  );
});
