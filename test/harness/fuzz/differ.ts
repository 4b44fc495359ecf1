import type { SchedulingScenario } from '../generate/generate-scenario.ts';
import type { OracleAnswer, PodResult } from '../oracle/answer.ts';
import { type AnswerDifference, answerDifferences } from '../oracle/answer-differences.ts';
import type { SchedulerOracle } from '../oracle/scheduler-oracle.ts';

/** How often the real scheduler is asked again before an answer that chance might have given is called wrong. */
const REPETITIONS = 12;
/** How often it is asked again before any other answer is: the order of its hash maps decides more than one would think. */
const FEWER_REPETITIONS = 4;
/** Whatever depends on chance in the real scheduler. */
const BY_CHANCE = new Set(['nominated', 'victims']);

/** Both answers to one scenario. */
export interface BothAnswers {
  readonly real: OracleAnswer;
  readonly ours: readonly PodResult[];
  readonly differences: readonly AnswerDifference[];
}

/** Asks both, and the real scheduler again where chance may have decided; a scenario that it cannot read has no differences. */
export async function askBoth(
  oracle: SchedulerOracle,
  answer: (scenario: SchedulingScenario) => readonly PodResult[],
  scenario: SchedulingScenario,
): Promise<BothAnswers> {
  const real = await oracle.ask(scenario);
  if (real.error !== undefined) return { real, ours: [], differences: [] };
  const ours = answer(scenario);
  let differences = answerDifferences(real.results, ours);
  for (let again = 0; again < REPETITIONS && differences.length > 0; again++) {
    if (again >= FEWER_REPETITIONS && !differences.some(({ where }) => BY_CHANCE.has(where))) break;
    const other = answerDifferences((await oracle.ask(scenario)).results, ours);
    const wrongAgain = new Set(other.map(({ pod }) => pod));
    differences = differences.filter(({ pod }) => wrongAgain.has(pod));
  }
  return { real, ours, differences };
}
