import type { ObjectRef, Recording } from '../history/index.ts';
import type { KubeObject } from '../kubernetes/index.ts';
import { compareTexts } from '../kubernetes/index.ts';
import { type Symptom, symptomsBetween } from './pod-symptoms.ts';

/** A symptom with the pod that had it and where the recording shows it. */
export interface PodSymptom extends Symptom {
  readonly pod: ObjectRef;
  readonly evidence: string;
}

/** What pods went through, oldest first. What a pod's first recorded state tells of earlier times is left out. */
export function symptomsOf(recording: Recording, pods: readonly ObjectRef[]): PodSymptom[] {
  return pods.flatMap((pod) => symptomsOfPod(recording, pod)).sort(byTime);
}

function byTime(a: PodSymptom, b: PodSymptom): number {
  return a.timeMs - b.timeMs || compareTexts(a.pod.name, b.pod.name);
}

function symptomsOfPod(recording: Recording, pod: ObjectRef): PodSymptom[] {
  const symptoms: PodSymptom[] = [];
  let before: KubeObject | undefined;
  for (const change of recording.objects.changesOf(pod)) {
    if (!change.isStateKnown) continue;
    const after = recording.objects.bodyOf(change);
    if (change.operation === 'DELETED' || !after) {
      before = undefined;
      continue;
    }
    const isNews = before !== undefined || change.operation === 'ADDED';
    if (isNews) {
      for (const symptom of symptomsBetween(before, after, change.timeMs))
        symptoms.push({ ...symptom, pod, evidence: change.evidence });
    }
    before = after;
  }
  return symptoms;
}

/** What pods went through in stretches of time. Of pods that were not there then nothing is read but when they were. */
export class PodTracks {
  readonly #recording: Recording;
  readonly #pods: readonly ObjectRef[];
  #lives: readonly { readonly pod: ObjectRef; readonly fromMs: number; readonly toMs: number }[] | undefined;
  readonly #symptoms = new Map<ObjectRef, readonly PodSymptom[]>();

  constructor(recording: Recording, pods: readonly ObjectRef[]) {
    this.#recording = recording;
    this.#pods = pods;
  }

  /** The pods that were there at any time of a stretch. */
  podsIn(fromMs: number, toMs: number): readonly ObjectRef[] {
    this.#lives ??= this.#pods.map((pod) => this.#lifeOf(pod));
    return this.#lives.filter((life) => life.fromMs <= toMs && life.toMs >= fromMs).map(({ pod }) => pod);
  }

  /** Oldest first. */
  symptoms(fromMs: number, toMs: number): PodSymptom[] {
    return this.podsIn(fromMs, toMs)
      .flatMap((pod) => this.#symptomsOf(pod))
      .filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs)
      .sort(byTime);
  }

  #symptomsOf(pod: ObjectRef): readonly PodSymptom[] {
    let symptoms = this.#symptoms.get(pod);
    if (!symptoms) {
      symptoms = symptomsOfPod(this.#recording, pod);
      this.#symptoms.set(pod, symptoms);
    }
    return symptoms;
  }

  #lifeOf(pod: ObjectRef): { readonly pod: ObjectRef; readonly fromMs: number; readonly toMs: number } {
    const changes = this.#recording.objects.changesOf(pod);
    const last = changes.at(-1);
    const isGone = last?.operation === 'DELETED';
    return {
      pod,
      fromMs: changes[0]?.timeMs ?? Number.POSITIVE_INFINITY,
      toMs: isGone ? last.timeMs : Number.POSITIVE_INFINITY,
    };
  }
}
