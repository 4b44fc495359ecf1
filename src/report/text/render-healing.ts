import type { EvaluationEntry, HealingActionEntry, HealingReport, TriggerEntry } from '../../policy/index.ts';
import { paint, spell, type TextStyle } from './style.ts';

/** What a healing policy would have done, as a person reads it. */
export function renderHealing(report: HealingReport, style: TextStyle): string {
  const { policy, mode, window, triggers, evaluations, summary } = report;
  const lines = [
    `Policy   ${policy}   mode ${mode}`,
    `Window   ${window.from} to ${window.to}`,
    '',
    ...triggers.flatMap(triggerLines),
    '',
    ...evaluations.flatMap((each) => evaluationLines(each, style)),
    ...(evaluations.length === 0 ? ['It would have done nothing.'] : []),
    '',
    `It would have acted ${summary.acted} times and held back ${summary.heldBack} times; ${summary.simulated} actions were simulated. The recording goes on as it did: no action changes what follows.`,
  ];
  return `${lines.map((line) => spell(style, line)).join('\n')}\n`;
}

function triggerLines({ name, type, firings, problem }: TriggerEntry): string[] {
  if (problem !== undefined) return [`Trigger ${name} (${type})  ? ${problem}`];
  if (firings.length === 0) return [`Trigger ${name} (${type})  never fired`];
  return [
    `Trigger ${name} (${type})  fired ${firings.length} ${firings.length === 1 ? 'time' : 'times'}`,
    ...firings.map(({ from, to, reason }) => `  ${clock(from)} to ${clock(to)}  ${reason}`),
  ];
}

function evaluationLines(
  { from, to, trigger, heldBack, actions }: EvaluationEntry,
  style: TextStyle,
): string[] {
  const time = from === to ? clock(from) : `${clock(from)} to ${clock(to)}`;
  const head = paint(style, 'bold', `${time}  ${trigger}`);
  if (heldBack !== undefined) return [`${head}  held back: ${heldBack}`];
  return [head, ...actions.flatMap((each) => actionLines(each, style))];
}

const SIGNS = { acts: '!', dryRun: '~', waitsForApproval: '?', heldBack: '·' } as const;
const WORDS = {
  acts: 'would act',
  dryRun: 'would only say so',
  waitsForApproval: 'would wait for approval',
  heldBack: 'held back',
} as const;

function actionLines(entry: HealingActionEntry, style: TextStyle): string[] {
  const { action, target, outcome, why, command, simulated, score, reasons, alternatives } = entry;
  const lines = [
    `  ${SIGNS[outcome]} ${action} on ${target}: ${WORDS[outcome]}${why === undefined ? '' : `, ${why}`}   score ${score}`,
  ];
  if (command !== undefined) lines.push(`      ${paint(style, 'cyan', command)}`);
  if (simulated) {
    const dark =
      simulated.servicesAtZero.length > 0 ? `, ${simulated.servicesAtZero.join(', ')} at zero` : '';
    lines.push(
      `      simulated: ${simulated.verdict.toUpperCase()}, ${simulated.evicted} evicted, ${simulated.pending} pending${dark}`,
    );
  }
  lines.push(...reasons.map((reason) => `      ${reason}`));
  const others = alternatives.map((each) => `${each.action} ${each.score} (${each.why})`);
  if (others.length > 0) lines.push(`      instead: ${others.join(' · ')}`);
  return lines;
}

function clock(time: string): string {
  return time.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}
