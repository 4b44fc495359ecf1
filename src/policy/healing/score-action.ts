import type { SimulatedOutcome } from './healing-report.ts';

/** What is known of an action when it is judged. */
export interface ActionFacts {
  /** The trigger's subjects include the target, or pods that it owns; undefined when the trigger names no subject. */
  readonly isAboutSubject: boolean | undefined;
  /** Whether it deletes what makes pods, so that nothing brings them back. */
  readonly removesWorkload: boolean;
  readonly simulated: SimulatedOutcome | undefined;
  /** How often the policy did the same to the target within the hour before, the trigger still firing. */
  readonly triedBefore: number;
}

export interface Score {
  readonly score: number;
  readonly reasons: readonly string[];
}

const START = 50;

/** Judges an action by fixed rules; each that applies is a reason. See docs/healing.md. */
export function scoreAction({ isAboutSubject, removesWorkload, simulated, triedBefore }: ActionFacts): Score {
  const reasons: string[] = [];
  let score = START;
  const rule = (points: number, reason: string) => {
    score += points;
    reasons.push(`${points > 0 ? '+' : ''}${points} ${reason}`);
  };
  if (isAboutSubject === true) rule(20, 'acts on what set the trigger off');
  if (isAboutSubject === false) rule(-20, 'acts on an object that did not set the trigger off');
  if (removesWorkload) rule(-40, 'takes away what it should heal: nothing brings it back');
  if (triedBefore > 0)
    rule(
      -10 * Math.min(triedBefore, 3),
      `was done ${triedBefore === 1 ? 'once' : `${triedBefore} times`} in the hour before and did not help`,
    );
  if (!simulated) return { score: clip(score), reasons };
  if (simulated.verdict === 'safe') rule(15, 'the simulation finds nothing against it');
  if (simulated.verdict === 'blocked') rule(-30, 'the simulation says that it does not come to an end');
  if (simulated.servicesAtZero.length > 0)
    rule(-30, `takes the last endpoint of ${simulated.servicesAtZero.join(', ')}`);
  if (simulated.pending > 0) rule(-20, `leaves ${simulated.pending} pods pending`);
  if (simulated.findings.includes('LOCAL_DATA_LOST')) rule(-20, 'loses local data');
  return { score: clip(score), reasons };
}

function clip(score: number): number {
  return Math.min(100, Math.max(0, score));
}
