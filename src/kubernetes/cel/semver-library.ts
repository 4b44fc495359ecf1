import type { Environment } from '@marcbachmann/cel-js';
import { celError } from './cel-error.ts';
import { Semver } from './semver.ts';

/** The name of versions among CEL's types. */
export const SEMVER = 'kubernetes.Semver';

/** @source staging/src/k8s.io/apiserver/pkg/cel/library/semverlib.go (v1.36.3) */
export function registerVersions(environment: Environment): Environment {
  return environment
    .registerType(SEMVER, { ctor: Semver, fields: {} })
    .registerFunction(`semver(string): ${SEMVER}`, (text: string) => read(text, false))
    .registerFunction(`semver(string, bool): ${SEMVER}`, read)
    .registerFunction('isSemver(string): bool', (text: string) => parse(text, false) !== undefined)
    .registerFunction(
      'isSemver(string, bool): bool',
      (text: string, loose: boolean) => parse(text, loose) !== undefined,
    )
    .registerFunction(`${SEMVER}.major(): int`, (one: Semver) => one.major)
    .registerFunction(`${SEMVER}.minor(): int`, (one: Semver) => one.minor)
    .registerFunction(`${SEMVER}.patch(): int`, (one: Semver) => one.patch)
    .registerFunction(`${SEMVER}.compareTo(${SEMVER}): int`, (one: Semver, other: Semver) =>
      BigInt(Math.sign(one.compare(other))),
    )
    .registerFunction(
      `${SEMVER}.isGreaterThan(${SEMVER}): bool`,
      (one: Semver, other: Semver) => one.compare(other) > 0,
    )
    .registerFunction(
      `${SEMVER}.isLessThan(${SEMVER}): bool`,
      (one: Semver, other: Semver) => one.compare(other) < 0,
    )
    .registerOperator(`${SEMVER} == ${SEMVER}`, (one: Semver, other: Semver) => one.compare(other) === 0);
}

function parse(text: string, loose: boolean): Semver | undefined {
  return loose ? Semver.parseLoosely(text) : Semver.parse(text);
}

function read(text: string, loose: boolean): Semver {
  const version = parse(text, loose);
  if (!version) throw celError(`invalid version "${text}"`);
  return version;
}
