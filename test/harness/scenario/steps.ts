import { LIVE_NODE_LABEL } from '../control-plane/kubelet-stages.ts';
import { milliseconds } from './milliseconds.ts';
import { splitWords } from './split-words.ts';

/** When a step begins: at a time of the recording, or as soon as the step before it has ended. */
interface Start {
  /** Seconds from the beginning of the recording. */
  readonly atSeconds?: number;
  /** What the simulation is asked; empty for what no command does. */
  readonly line: string;
}

/** What kubelets tell about the pods of an app. */
export interface KubeletReport {
  /** Value of the pods' label `app`. */
  readonly pods: string;
  readonly namespace: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** Why the container waits, such as `CrashLoopBackOff`; it runs when this is absent. */
  readonly waiting?: string;
  /** Why the container ended last time, such as `OOMKilled`. */
  readonly ended?: string;
  /** Reason and message of the Event that goes with it. */
  readonly event?: readonly [string, string];
}

/** One step of a scenario. */
export type Step =
  | (Start & { readonly kind: 'pause'; readonly seconds: number })
  | (Start & {
      readonly kind: 'kubectl';
      readonly args: readonly string[];
      readonly user?: string;
      /** Whether the next step does not wait for its end. */
      readonly meanwhile: boolean;
    })
  | (Start & { readonly kind: 'kubelets'; readonly nodes: readonly string[]; readonly run: boolean })
  | (Start & { readonly kind: 'report'; readonly report: KubeletReport });

/** A step as a scenario file writes it. */
export type StepEntry =
  | string
  | {
      readonly run?: string;
      readonly as?: string;
      readonly at?: string;
      readonly meanwhile?: boolean;
      readonly report?: Partial<KubeletReport> & { readonly pods: string };
    };

/** Turns an entry of `commands` into a step; throws for what it does not understand. */
export function stepOf(given: StepEntry): Step {
  const entry = typeof given === 'string' ? { run: given } : given;
  const start = entry.at === undefined ? {} : { atSeconds: milliseconds(entry.at, 0) / 1000 };
  if (entry.report !== undefined) {
    const report = { namespace: 'default', ready: true, restarts: 0, ...entry.report };
    return { kind: 'report', report, line: '', ...start };
  }
  const line = entry.run ?? '';
  const words = splitWords(line);
  if (words[0] === 'sleep')
    return { kind: 'pause', seconds: milliseconds(words[1], 0) / 1000, line, ...start };
  if (words[1] === 'kubelets' && (words[0] === 'stop' || words[0] === 'start'))
    return { kind: 'kubelets', nodes: words.slice(2), run: words[0] === 'start', line: '', ...start };
  const call = { kind: 'kubectl', line, meanwhile: entry.meanwhile === true, ...start } as const;
  const label = words[1] === 'node' ? NODE_STEPS[words[0] ?? ''] : undefined;
  if (label !== undefined) return { ...call, args: ['label', 'node', ...words.slice(2), label] };
  if (words[0] !== 'kubectl')
    throw new Error(
      `a command starts with kubectl, sleep, "fail node", "recover node", "stop kubelets" or "start kubelets": ${line}`,
    );
  return { ...call, args: words.slice(1), ...(entry.as !== undefined && { user: entry.as }) };
}

/** Steps that are no command of kubectl, by their first word: the label that ends or begins a node's reports. */
const NODE_STEPS: Readonly<Record<string, string>> = {
  fail: `${LIVE_NODE_LABEL}-`,
  recover: `${LIVE_NODE_LABEL}=true`,
};
