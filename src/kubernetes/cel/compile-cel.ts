import { Environment } from '@marcbachmann/cel-js';
import { celErrorMessage } from './cel-error.ts';
import { registerLists } from './list-library.ts';
import { registerQuantities } from './quantity-library.ts';
import { registerRewritten, rewriteExpression } from './rewrite-expression.ts';
import { registerVersions } from './semver-library.ts';
import { registerTexts } from './text-library.ts';

/** What an expression came to. */
export type CelOutcome = { readonly value: unknown } | { readonly error: string };

/** A compiled expression; values are as CEL has them: integers are bigints, maps are Maps. */
export interface CelProgram {
  /** The type of its value, `dyn` when only the run tells. */
  readonly type: string;
  evaluate(variables: Readonly<Record<string, unknown>>): CelOutcome;
}

/** Adds the variables, and the types they need, that a kind of expression may use. */
export type CelVariables = (environment: Environment) => Environment;

const ENVIRONMENTS = new WeakMap<CelVariables, Environment>();

/**
 * Compiles an expression with Kubernetes' function libraries; `error` says why it is none.
 *
 * @param declare - one function for each kind of expression: its environment is made once.
 * @source staging/src/k8s.io/apiserver/pkg/cel/environment/base.go → baseOpts (v1.36.3)
 */
export function compileCel(
  expression: string,
  declare: CelVariables,
): CelProgram | { readonly error: string } {
  let environment = ENVIRONMENTS.get(declare);
  if (!environment) {
    environment = declare(kubernetesEnvironment());
    ENVIRONMENTS.set(declare, environment);
  }
  try {
    const parsed = environment.parse(rewriteExpression(environment, expression));
    const { valid, type, error } = parsed.check();
    if (!valid) return { error: celErrorMessage(error) };
    return { type: type ?? 'dyn', evaluate: (variables) => run(parsed, variables) };
  } catch (error) {
    return { error: celErrorMessage(error) };
  }
}

function run(
  program: (variables: Record<string, unknown>) => unknown,
  variables: Readonly<Record<string, unknown>>,
): CelOutcome {
  try {
    return { value: program(variables) };
  } catch (error) {
    return { error: celErrorMessage(error) };
  }
}

function kubernetesEnvironment(): Environment {
  const environment = new Environment({ enableOptionalTypes: true });
  const libraries = [registerQuantities, registerVersions, registerTexts, registerLists, registerRewritten];
  return libraries.reduce((extended, register) => register(extended), environment);
}
