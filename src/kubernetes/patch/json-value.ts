/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A patch that cannot be applied, in the API server's words. */
export interface PatchProblem {
  readonly problem: string;
}
