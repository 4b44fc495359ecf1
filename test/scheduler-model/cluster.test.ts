import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../scheduler-model/cluster/cluster.ts';
import { scheduleOne } from '../../scheduler-model/plain/schedule-one.ts';
import { classResources } from '../../scheduler-model/plugins/NodeResources/class-resources.ts';
import { answersTo } from './answers.ts';
import { profilesOf } from './load-scenario.ts';
import { type History, history, Theatre } from './random-history.ts';
import { named, nodeTemplate, podTemplate } from './random-objects.ts';

const PROFILE = profilesOf(undefined).get('default-scheduler')!;

/** Lets a history happen; returns the steps that undo it, last first. */
function play(theatre: Theatre, past: History): (() => void)[] {
  const undo: (() => void)[] = [];
  for (const step of past.steps) {
    if (step.what !== 'schedule') undo.unshift(theatre.act(step));
    else if (theatre.cluster.nodeCount > 0) {
      undo.unshift(
        theatre.place(theatre.pod(step), theatre.cluster.order[step.where % theatre.cluster.nodeCount]!),
      );
    }
  }
  return undo;
}

/** A cluster with the same nodes, pods and objects, made anew in visiting order. */
function rebuilt(cluster: Cluster, past: History): Cluster {
  const copy = new Cluster();
  for (const kind of ['Namespace', 'Service'] as const) {
    for (const object of cluster.objects(kind).values()) copy.setObject(kind, object);
  }
  for (const template of past.templates) copy.internPod(template);
  for (const nodeIndex of cluster.order) copy.addNode(cluster.node(nodeIndex)!);
  for (const nodeIndex of cluster.order) {
    for (const podId of cluster.podsOn(nodeIndex)) {
      const { classOf, terminating, startTimeMs } = cluster.pods;
      copy.addPod(
        podId,
        copy.internPod(cluster.podClass(classOf.values[podId]!).pod),
        copy.nodeIndexOf(cluster.nodeName(nodeIndex)),
        {
          terminating: terminating.values[podId] === 1,
          startTimeMs: startTimeMs.values[podId]!,
        },
      );
    }
  }
  for (const nodeIndex of cluster.nominations.nodes()) {
    for (const { podId, classId } of cluster.nominations.on(nodeIndex)) {
      const copiedClass = copy.internPod(cluster.podClass(classId).pod);
      copy.nominate(podId, copiedClass, copy.nodeRow(cluster.nodeName(nodeIndex)));
    }
  }
  return copy;
}

describe('the cluster', () => {
  it('is as before when everything was undone', () => {
    fc.assert(
      fc.property(history, history, (first, second) => {
        const theatre = new Theatre(first);
        play(theatre, first);
        const before = answersTo(theatre.cluster, PROFILE, first.templates);
        for (const back of play(theatre, { ...first, steps: second.steps })) back();
        expect(answersTo(theatre.cluster, PROFILE, first.templates)).toEqual(before);
      }),
      { numRuns: 150 },
    );
  });

  it('answers after changes as one that was made anew', () => {
    fc.assert(
      fc.property(history, (past) => {
        const theatre = new Theatre(past);
        answersTo(theatre.cluster, PROFILE, past.templates);
        play(theatre, past);
        const { answers } = answersTo(theatre.cluster, PROFILE, past.templates) as { answers: unknown };
        const copy = rebuilt(theatre.cluster, past);
        expect((answersTo(copy, PROFILE, past.templates) as { answers: unknown }).answers).toEqual(answers);
      }),
      { numRuns: 150 },
    );
  });

  it('never gives a node more than it has', () => {
    fc.assert(
      fc.property(history, (past) => {
        const theatre = new Theatre(past);
        const { cluster } = theatre;
        for (const step of past.steps.filter(({ what }) => what === 'schedule')) {
          const pod = theatre.pod(step);
          const { chosen } = scheduleOne(cluster, PROFILE, pod, { tieBreak: 'kubernetes', everyNode: false });
          if (chosen >= 0) theatre.place(pod, chosen);
        }
        for (const nodeIndex of cluster.order) {
          let cpu = 0n;
          for (const podId of cluster.podsOn(nodeIndex)) {
            cpu += classResources(cluster, cluster.pods.classOf.values[podId]!).bound.cpu;
          }
          const allocatable = { '0': 0n, '2': 2000n, '4': 4000n, '7900m': 7900n }[
            String(cluster.node(nodeIndex)!.status!.allocatable!.cpu)
          ]!;
          expect(cpu <= allocatable).toBe(true);
          expect(cluster.pods.countOn(nodeIndex)).toBeLessThanOrEqual(
            Number(cluster.node(nodeIndex)!.status!.allocatable!.pods),
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it('answers alike in whatever order its nodes stand, but for the visiting order', () => {
    const nodes = fc.array(nodeTemplate, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(
        nodes,
        fc.array(podTemplate, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (given, templates, seed) => {
          const build = (positions: readonly number[]) => {
            const cluster = new Cluster();
            for (const i of positions) cluster.addNode(named(given[i]!, `n${i}`));
            for (const [i, template] of templates.entries()) {
              cluster.addPod(
                i,
                cluster.internPod(template),
                cluster.nodeIndexOf(`n${(i * 7 + seed) % given.length}`),
              );
            }
            const { answers } = answersTo(cluster, PROFILE, templates) as {
              answers: { readonly victims?: readonly number[] }[];
            };
            // Of victims on equally good nodes those of the node that is visited first are taken.
            return answers.map((answer) => ({ ...answer, victims: answer.victims?.length }));
          };
          const positions = given.map((_node, i) => i);
          const shuffled = positions
            .map((i) => [(i * 7919 + seed) % 101, i] as const)
            .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
          // The image of a node that came first decides its size, so that images stay out of this.
          expect(build(shuffled.map(([, i]) => i))).toEqual(build(positions));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does not heed a label that no selector reads', () => {
    fc.assert(
      fc.property(history, (past) => {
        const labelled = past.nodes.map((node) => ({
          ...node,
          metadata: { ...node.metadata, labels: { ...node.metadata?.labels, 'example.com/unread': 'x' } },
        }));
        const answers = [past.nodes, labelled].map((nodes) => {
          const theatre = new Theatre({ ...past, nodes });
          play(theatre, past);
          return answersTo(theatre.cluster, PROFILE, past.templates);
        });
        expect(answers[1]).toEqual(answers[0]);
      }),
      { numRuns: 100 },
    );
  });
});
