import { suffix } from '../sample/identity.ts';
import {
  type ControllerBody,
  controllerOf,
  type NodeBody,
  nodeOf,
  type PodBody,
  pendingPod,
  replicaSetOf,
  revisionLabel,
  revisionOf,
  type Template,
  templateHash,
} from './bodies.ts';
import { refreshBudget } from './budgets.ts';
import type { Cluster, Write } from './cluster.ts';
import { Endpoints } from './endpoints.ts';
import { SECOND, stamp } from './moments.ts';
import { DEPLOYMENTS, kubelet, REPLICAS, type Requester, STATEFUL } from './people.ts';
import { nodeFor } from './placement.ts';
import { setReady } from './pod-readiness.ts';
import { PodStarter } from './pod-starter.ts';
import { Quotas } from './quotas.ts';
import { isOf, type Life, livePods, oldPods, type Running, writeStatus } from './running.ts';
import { type ShopWorkload, shopWorkloads } from './shop-workloads.ts';
import { attachmentsOf, surroundings } from './surroundings.ts';

/** The shop's workloads, and what controllers, scheduler and kubelets do with them. */
export class Shop {
  readonly cluster: Cluster;
  readonly nodes: readonly NodeBody[];
  readonly #running = new Map<string, Running>();
  readonly #endpoints: Endpoints;
  readonly #quotas: Quotas;
  readonly #starter: PodStarter;
  #serial = 0;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.#endpoints = new Endpoints(cluster);
    this.#quotas = new Quotas(cluster);
    const workloads = shopWorkloads();
    const namespaces = [...new Set(workloads.map(({ namespace }) => namespace)), 'cert-manager'].sort();
    for (const each of surroundings(namespaces)) cluster.create(DEPLOYMENTS, each);
    this.nodes = Array.from({ length: 8 }, (_, index) => nodeOf(index));
    for (const node of this.nodes) cluster.create(kubelet(node.metadata.name), node);
    const runningOf = ({ metadata }: PodBody) => this.#running.get(metadata.labels?.['app'] ?? '');
    this.#starter = new PodStarter(cluster, this.nodes, {
      readySeconds: (pod) => runningOf(pod)?.workload.readySeconds ?? 2,
      becomesReady: (pod) => runningOf(pod)?.becomesReady(pod) ?? true,
      started: (pod) => this.touched(pod),
      ready: (pod) => this.ready(pod),
    });
    for (const workload of workloads) this.#setUp(workload);
    this.#quotas.settle();
  }

  /** How long each pod lived. */
  get lives(): readonly Life[] {
    return this.#starter.lives;
  }

  get(name: string): Running {
    const running = this.#running.get(name);
    if (!running) throw new Error(`no workload ${name}`);
    return running;
  }

  /** Changes the template of a Deployment and replaces its pods one after another. */
  rollout(who: Requester, name: string, edit: (template: Template) => object, cause?: string): void {
    const running = this.get(name);
    const { controller } = running;
    const request = edit(controller.spec.template);
    if (cause)
      controller.metadata.annotations = {
        ...controller.metadata.annotations,
        'kubernetes.io/change-cause': cause,
      };
    const annotations = cause ? { metadata: { annotations: { 'kubernetes.io/change-cause': cause } } } : {};
    this.cluster.save(who, controller, { verb: 'patch', request: { ...annotations, ...request } });
    running.rollouts += 1;
    this.cluster.after(80, () => this.#beginRollout(running, running.rollouts));
  }

  /** `kubectl rollout restart`. */
  restartAll(who: Requester, name: string, cause?: string): void {
    const restartedAt = { 'kubectl.kubernetes.io/restartedAt': stamp(this.cluster.now) };
    this.rollout(
      who,
      name,
      (template) => {
        template.metadata.annotations = { ...template.metadata.annotations, ...restartedAt };
        return { spec: { template: { metadata: { annotations: restartedAt } } } };
      },
      cause,
    );
  }

  /** `kubectl scale`, and with a cause `kubectl annotate` before it. */
  scale(who: Requester, name: string, replicas: number, annotations?: Record<string, string>): void {
    const running = this.get(name);
    const { controller } = running;
    if (annotations) {
      controller.metadata.annotations = { ...controller.metadata.annotations, ...annotations };
      this.cluster.save(who, controller, { verb: 'patch', request: { metadata: { annotations } } });
    }
    this.cluster.after(400, () => {
      controller.spec.replicas = replicas;
      this.cluster.save(who, controller, {
        verb: 'patch',
        request: { spec: { replicas } },
        subresource: 'scale',
      });
      this.cluster.after(60, () => this.#reconcile(running));
    });
  }

  /** Ends a pod, as a scale-down does or, with the request for it, an eviction. */
  stop(who: Requester, pod: PodBody, write: Write = { verb: 'delete' }): void {
    const { metadata } = pod;
    if (metadata.deletionTimestamp) return;
    metadata.deletionTimestamp = stamp(this.cluster.now + 30 * SECOND);
    metadata.deletionGracePeriodSeconds = 30;
    this.cluster.save(who, pod, write);
    this.cluster.event('kubelet', pod, 'Killing', `Stopping container ${metadata.labels?.['app']}`, {
      isWarning: false,
    });
    this.#endpoints.changed(metadata.labels?.['app'] ?? '', metadata.namespace!);
    const running = this.#running.get(metadata.labels?.['app'] ?? '');
    if (running?.workload.kind === 'Deployment') this.cluster.after(50, () => this.#reconcile(running));
    this.cluster.after(this.#starter.endingMs, () => {
      if (running) running.pods = running.pods.filter((each) => each !== pod);
      for (const life of this.lives) if (life.pod === pod) life.toMs = this.cluster.now;
      this.cluster.remove(kubelet(pod.spec.nodeName ?? 'worker-0'), pod);
      this.#quotas.changed(metadata.namespace!);
      this.#endpoints.changed(metadata.labels?.['app'] ?? '', metadata.namespace!);
      if (running) this.#reconcile(running);
      this.placeWaiting();
    });
  }

  /** Lets the controller of a workload try again. */
  retry(name: string): void {
    this.#reconcile(this.get(name));
  }

  /** Tries again to place what found no node. */
  placeWaiting(): void {
    this.#starter.placeWaiting();
  }

  /** What the pods of a workload are like was changed by a story. */
  touched(pod: PodBody): void {
    this.#endpoints.changed(pod.metadata.labels?.['app'] ?? '', pod.metadata.namespace!);
    const running = this.#running.get(pod.metadata.labels?.['app'] ?? '');
    if (running) this.#status(running);
  }

  /** Adds a pod that nobody controls. */
  addPod(who: Requester, pod: PodBody): void {
    this.cluster.create(who, pod);
    this.#starter.place(pod);
  }

  /** Marks a running container ready. */
  ready(pod: PodBody): void {
    setReady(pod, true, this.cluster.now);
    this.cluster.save(kubelet(pod.spec.nodeName!), pod, { subresource: 'status' });
    this.touched(pod);
  }

  /** A readiness probe fails. */
  unready(pod: PodBody, message: string): void {
    setReady(pod, false, this.cluster.now);
    this.cluster.save(kubelet(pod.spec.nodeName!), pod, { subresource: 'status' });
    this.cluster.event('kubelet', pod, 'Unhealthy', message);
    this.touched(pod);
  }

  #setUp(workload: ShopWorkload): void {
    const { kind, namespace, name, replicas = 1 } = workload;
    const controller = controllerOf(workload);
    for (const each of attachmentsOf(workload)) this.cluster.create(DEPLOYMENTS, each);
    this.cluster.create(DEPLOYMENTS, controller);
    const running: Running = {
      workload,
      controller,
      set: controller,
      sets: [],
      pods: [],
      revision: 1,
      becomesReady: () => true,
      rollouts: 0,
    };
    this.#running.set(name, running);
    if (kind === 'Deployment') this.#newSet(running);
    else this.cluster.create(STATEFUL, revisionOf(controller));
    const count = kind === 'DaemonSet' ? this.nodes.length : replicas;
    for (let index = 0; index < count; index++) {
      const pod = this.#makePod(running, kind === 'DaemonSet' ? this.nodes[index] : undefined);
      setReady(pod, true, this.cluster.now);
    }
    writeStatus(running);
    if (workload.service) this.#endpoints.add(namespace, name, workload.service, () => running.pods);
  }

  /** At the beginning: a pod that runs since before. */
  #makePod(running: Running, fixed?: NodeBody): PodBody {
    const pod = this.#newPod(running, fixed);
    const node = fixed ?? nodeFor(pod, this.nodes, this.cluster)!;
    this.cluster.create(REPLICAS, pod);
    pod.spec.nodeName = node.metadata.name;
    this.#starter.start(pod);
    return pod;
  }

  #newPod(running: Running, node?: NodeBody): PodBody {
    const { workload, set } = running;
    const hash = set.metadata.labels?.['pod-template-hash'];
    const taken = new Set(running.pods.map(({ metadata }) => metadata.name));
    const ordinals = Array.from({ length: 99 }, (_, index) => `${workload.name}-${index}`);
    const name =
      workload.kind === 'StatefulSet'
        ? ordinals.find((each) => !taken.has(each))!
        : `${set.metadata.name}-${suffix(5, 'recorded', set.metadata.name, this.#serial++)}`;
    const labels = hash
      ? { 'pod-template-hash': hash }
      : { 'controller-revision-hash': revisionLabel(set), ...indexLabels(set, name) };
    const pod = pendingPod(set, name, labels, node?.metadata.name);
    running.pods.push(pod);
    return pod;
  }

  #newSet(running: Running): void {
    const hash = templateHash(running.controller.spec.template);
    const known = running.sets.find(({ metadata }) => metadata.labels?.['pod-template-hash'] === hash);
    if (known) {
      running.set = known;
      return;
    }
    running.set = replicaSetOf(running.controller, hash, String(running.revision));
    running.sets.push(running.set);
    running.set.spec.replicas = running.sets.length === 1 ? running.controller.spec.replicas! : 0;
    this.cluster.create(DEPLOYMENTS, running.set);
    // The history limit keeps ten: older ones go.
    const old = running.sets.length > 8 ? running.sets.shift() : undefined;
    if (old) this.cluster.remove(DEPLOYMENTS, old);
  }

  #beginRollout(running: Running, rollout: number): void {
    running.revision += 1;
    running.controller.metadata.annotations = {
      ...running.controller.metadata.annotations,
      'deployment.kubernetes.io/revision': String(running.revision),
    };
    this.#newSet(running);
    this.cluster.save(DEPLOYMENTS, running.controller, { subresource: 'status' });
    this.#nextOfRollout(running, rollout);
  }

  #nextOfRollout(running: Running, rollout: number): void {
    if (rollout !== running.rollouts) return;
    const ofSet = running.pods.filter((pod) => isOf(pod, running.set) && !pod.metadata.deletionTimestamp);
    if (ofSet.length >= (running.controller.spec.replicas ?? 0)) {
      for (const pod of oldPods(running)) this.stop(REPLICAS, pod);
      this.#resize(running);
      return;
    }
    const isMade = this.#grow(running, () => {
      if (rollout !== running.rollouts) return;
      const [old] = oldPods(running);
      if (old) this.stop(REPLICAS, old);
      this.#resize(running);
      this.#nextOfRollout(running, rollout);
    });
    if (!isMade) this.cluster.after(4 * SECOND, () => this.#nextOfRollout(running, rollout));
    this.#resize(running);
  }

  /** Makes one more pod of the present set, unless a quota refuses it. */
  #grow(running: Running, done: () => void = () => {}): boolean {
    const { namespace } = running.workload;
    if (!this.#quotas.allows(namespace, running.workload.cpu)) {
      const used = this.#quotas.words(namespace, running.workload.cpu);
      const name = `${running.set.metadata.name}-${suffix(5, 'recorded', 'refused', this.#serial++)}`;
      this.cluster.event(
        'replicaset-controller',
        running.set,
        'FailedCreate',
        `Error creating: pods "${name}" is forbidden: ${used}`,
      );
      return false;
    }
    const pod = this.#newPod(running);
    this.cluster.create(running.workload.kind === 'StatefulSet' ? STATEFUL : REPLICAS, pod);
    this.cluster.event(
      'replicaset-controller',
      running.set,
      'SuccessfulCreate',
      `Created pod: ${pod.metadata.name}`,
      { isWarning: false },
    );
    this.#quotas.changed(namespace);
    this.cluster.after(45, () => this.#starter.place(pod, done));
    return true;
  }

  /** Makes or ends pods until there are as many as wanted. */
  #reconcile(running: Running): void {
    const { controller } = running;
    const wanted = controller.spec.replicas ?? this.nodes.length;
    const live = livePods(running);
    if (running.workload.kind === 'DaemonSet' || oldPods(running).length > 0) return;
    for (let missing = wanted - live.length; missing > 0; missing--) this.#grow(running);
    const surplus = live.slice(Math.min(wanted, live.length)).reverse();
    for (const pod of surplus) this.stop(running.workload.kind === 'StatefulSet' ? STATEFUL : REPLICAS, pod);
    this.#resize(running);
  }

  /** Writes how many pods each ReplicaSet is to have. */
  #resize(running: Running): void {
    for (const set of running.sets) {
      const count = running.pods.filter((pod) => isOf(pod, set) && !pod.metadata.deletionTimestamp).length;
      if (set.spec.replicas === count) continue;
      const direction = count > (set.spec.replicas ?? 0) ? 'up' : 'down';
      this.cluster.event(
        'deployment-controller',
        running.controller,
        'ScalingReplicaSet',
        `Scaled ${direction} replica set ${set.metadata.name} to ${count} from ${set.spec.replicas}`,
        { isWarning: false },
      );
      set.spec.replicas = count;
      set.status = {
        replicas: count,
        ...(count > 0 ? { readyReplicas: count, availableReplicas: count } : {}),
      };
      this.cluster.save(DEPLOYMENTS, set);
    }
    this.#status(running);
  }

  #status(running: Running): void {
    this.cluster.after(900, () => {
      refreshBudget(this.cluster, running);
      if (!writeStatus(running)) return;
      this.cluster.save(
        running.workload.kind === 'StatefulSet' ? STATEFUL : DEPLOYMENTS,
        running.controller,
        { subresource: 'status' },
      );
    });
  }
}

/** What a StatefulSet says on its pods. */
function indexLabels({ kind }: ControllerBody, name: string): Record<string, string> {
  if (kind !== 'StatefulSet') return {};
  const index = name.slice(name.lastIndexOf('-') + 1);
  return { 'statefulset.kubernetes.io/pod-name': name, 'apps.kubernetes.io/pod-index': index };
}
