import { isObject, type JsonObject, type KubeObject } from '../../kubernetes/index.ts';

/** Replaces the images of an object's containers, wherever its pod template stands. */
export function setImages(object: KubeObject, images: readonly JsonObject[]): KubeObject {
  return images.length === 0 ? object : (visit(object, images) as KubeObject);
}

function visit(value: unknown, images: readonly JsonObject[]): unknown {
  if (Array.isArray(value)) return value.map((item) => visit(item, images));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      if ((key === 'containers' || key === 'initContainers') && Array.isArray(field)) {
        return [key, field.map((container) => withImage(container, images))];
      }
      return [key, visit(field, images)];
    }),
  );
}

function withImage(container: unknown, images: readonly JsonObject[]): unknown {
  if (!isObject(container) || typeof container.image !== 'string') return container;
  let { image } = container;
  for (const { name, newName, newTag, digest } of images) {
    const [, base = image, rest = ''] = /^(.*?)((?::[^/]*)?(?:@.*)?)$/.exec(String(image)) ?? [];
    if (base !== name) continue;
    const ending = digest ? `@${digest}` : newTag === undefined ? rest : `:${newTag}`;
    image = `${newName ?? base}${ending}`;
  }
  return { ...container, image };
}
