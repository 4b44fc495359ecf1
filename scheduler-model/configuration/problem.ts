/** Something in a configuration that kube-scheduler refuses to start with. */
export interface Problem {
  /** Where it stands, as Kubernetes writes field paths: `profiles[0].pluginConfig[1].args.shape`. */
  readonly path: string;
  /** What is wrong, in Kubernetes' words where it has any. */
  readonly message: string;
}

/** `Invalid value: …: why`, as field errors are worded. */
export function invalidValue(path: string, value: unknown, why: string): Problem {
  return { path, message: `Invalid value: ${JSON.stringify(value)}: ${why}` };
}

/** `Required value: why`. */
export function requiredValue(path: string, why = ''): Problem {
  return { path, message: why === '' ? 'Required value' : `Required value: ${why}` };
}

/** `Unsupported value: …: supported values: …`. */
export function unsupportedValue(path: string, value: unknown, supported: readonly string[]): Problem {
  const list = supported.map((name) => `"${name}"`).join(', ');
  return { path, message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}` };
}

/** `Duplicate value: …`. */
export function duplicateValue(path: string, value: unknown): Problem {
  return { path, message: `Duplicate value: ${JSON.stringify(value)}` };
}

/** `Forbidden: why`. */
export function forbidden(path: string, why: string): Problem {
  return { path, message: `Forbidden: ${why}` };
}
