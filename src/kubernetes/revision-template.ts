import { isObject, type JsonObject } from './patch/json-value.ts';

/** The template that a ControllerRevision keeps, which it does as a patch; undefined when it keeps none. */
export function revisionTemplate({ data }: { readonly data?: unknown }): JsonObject | undefined {
  const spec = isObject(data) ? data.spec : undefined;
  const template = isObject(spec) ? spec.template : undefined;
  if (!isObject(template)) return undefined;
  const { $patch: _patch, ...kept } = template;
  return kept;
}
