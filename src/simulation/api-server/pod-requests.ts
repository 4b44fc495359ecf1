import { generateName, isEqual, type Node, type Pod, withDefaults } from '../../kubernetes/index.ts';
import { type AdmissionContext, type AdmissionRequest, Refusal } from './admission/admission.ts';
import { mutate, validate } from './admission/admit.ts';
import { topologyLabels } from './admission/pod-topology-labels.ts';
import type { AdmittedPod } from './admitted-makes.ts';
import type { Actor, Answer, Status } from './api.ts';
import { deletePod } from './pod-deletion.ts';
import { podMake } from './pod-make.ts';
import { refusals, refuse } from './refusals.ts';
import { epochMs, newUid, originOf, type Storage } from './storage.ts';
import { creationWarnings } from './validation/pod-warnings.ts';
import { validationErrors } from './validation/validate-object.ts';

/** @source pkg/registry/core/pod/strategy.go → applySchedulingGatedCondition (v1.36.3) */
const SCHEDULING_GATED = {
  type: 'PodScheduled',
  status: 'False',
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
} as const;
/** Characters that mark generated names as ours. */
const SIMULATED = 'sm';
/** How many names are tried with the mark before one without it is taken. */
const MARKED_TRIES = 4;

/** Creates a pod; the answer carries it with its name. */
export function createPod(storage: Storage, pod: Pod, by: Actor, dryRun: boolean): Answer {
  const { world, write } = storage;
  const namespace = pod.metadata.namespace ?? 'default';
  const { name: given, generateName: base = '' } = pod.metadata;
  if (given && world.pods.find(namespace, given) >= 0) return refuse(refusals.alreadyExists('pods', given));
  const warnings: string[] = [];
  const context = { storage, warn: (text: string) => warnings.push(text) };
  const request: CreateRequest = {
    operation: 'CREATE',
    kind: 'Pod',
    resource: 'pods',
    namespace,
    name: given ?? base,
    object: pod,
    oldObject: undefined,
    dryRun,
    by,
  };
  const admitted = admit(request, context);
  if ('code' in admitted) return refuse(admitted);
  const origin = originOf(pod.metadata) ?? `${namespace}/${base || given}`;
  const name = given ?? freeName(storage, namespace, base, origin);
  const refusal = validate({ ...request, name, object: admitted.pod }, context);
  if (refusal) return refuse(refusal);
  const { make } = admitted;
  const uid = newUid(storage, origin);
  if (!dryRun) {
    const nodeName = admitted.pod.spec?.nodeName;
    const row = world.pods.rowCount;
    write(by, {
      type: 'createPod',
      row,
      name,
      uid,
      namespace,
      make,
      ...(nodeName ? { nodeRow: world.nodes.row(nodeName) } : {}),
      createdMs: epochMs(storage),
      ...(make.finalizers ? { finalizers: true } : {}),
    });
    if (make.spec.schedulingGates?.length)
      write(by, { type: 'setPodCondition', row, condition: SCHEDULING_GATED });
  }
  const metadata = { ...admitted.pod.metadata, name, namespace, uid };
  return { ok: true, value: { ...admitted.pod, apiVersion: 'v1', kind: 'Pod', metadata }, warnings };
}

type CreateRequest = AdmissionRequest & { readonly object: Pod };

/** What defaulting, mutation and validation make of a new pod; a refusal of one of them. */
function admit(request: CreateRequest, context: AdmissionContext): AdmittedPod | Status {
  const { object: pod, name } = request;
  const { makes, unknowns } = context.storage;
  const known = pod.metadata.name ? undefined : makes.find(pod);
  if (known) return known;
  const { result: mutated, notes } = unknowns.hear(() =>
    mutate({ ...request, object: withDefaults(pod) }, context),
  );
  if (mutated instanceof Refusal) return mutated.status;
  const errors = validationErrors('Pod', mutated, undefined, context.storage.world.version.minor);
  if (errors.length > 0) return refusals.invalid('Pod', name, errors);
  for (const warning of creationWarnings('Pod', mutated)) context.warn(warning);
  const admitted = { pod: mutated as Pod, make: podMake(mutated as Pod) };
  makes.remember(pod, admitted, notes);
  return admitted;
}

function freeName({ world, random }: Storage, namespace: string, base: string, origin: string): string {
  const draw = () => random('name', origin);
  for (let tries = 0; ; tries++) {
    const name = generateName(base, draw, tries < MARKED_TRIES ? SIMULATED : '');
    if (world.pods.find(namespace, name) < 0) return name;
  }
}

/** Replaces a pod's labels, annotations, owners, finalizers and spec. */
export function updatePod(storage: Storage, row: number, pod: Pod, by: Actor, dryRun: boolean): Answer {
  const { world, write } = storage;
  const warnings: string[] = [];
  const context = { storage, warn: (text: string) => warnings.push(text) };
  const oldObject = world.podObject(row);
  const { name = '', namespace } = oldObject.metadata;
  const object: Pod = {
    ...pod,
    metadata: { ...oldObject.metadata, ...mutableMetadata(pod) },
    ...(oldObject.status ? { status: oldObject.status } : {}),
  };
  const request: AdmissionRequest & { readonly object: Pod } = {
    operation: 'UPDATE',
    kind: 'Pod',
    resource: 'pods',
    namespace,
    name,
    object,
    oldObject,
    dryRun,
    by,
  };
  const admitted = mutate(request, context);
  if (admitted instanceof Refusal) return refuse(admitted.status);
  const errors = validationErrors('Pod', admitted, oldObject, storage.world.version.minor);
  if (errors.length > 0) return refuse(refusals.invalid('Pod', name, errors));
  const refusal = validate({ ...request, object: admitted }, context);
  if (refusal) return refuse(refusal);
  const make = podMake(admitted as Pod);
  if (!dryRun && !isEqual(make, podMake(oldObject))) {
    write(by, { type: 'updatePod', row, make });
    const held = make.finalizers !== undefined;
    if (held !== world.pods.hasFinalizers(row)) setFinalizers(storage, row, held, by);
  }
  return { ok: true, value: dryRun || !world.pods.exists(row) ? admitted : world.podObject(row), warnings };
}

function mutableMetadata({ metadata }: Pod) {
  const { labels = {}, annotations = {}, ownerReferences = [], finalizers = [] } = metadata;
  return { labels, annotations, ownerReferences, finalizers };
}

/** Sets or drops what holds a pod's object; a pod that has served its grace goes when nothing does. */
export function setFinalizers(storage: Storage, row: number, finalizers: boolean, by: Actor): void {
  const { world, write } = storage;
  write(by, { type: 'setPodFinalizers', row, finalizers });
  const mayGo = world.pods.isTerminating(row) && world.pods.deletionGraceSeconds(row) === 0;
  if (!finalizers && mayGo) write(by, { type: 'removePod', row });
}

/** The kubelet confirms the end of a pod: it deletes the object with no grace left. */
export function podStopped(storage: Storage, row: number, by: Actor): void {
  if (storage.world.pods.exists(row)) deletePod(storage, row, by, { gracePeriodSeconds: 0 });
}

/** @source pkg/registry/core/pod/storage/storage.go → BindingREST.setPodNodeAndMetadata (v1.36.3) */
export function bindPod(storage: Storage, row: number, nodeRow: number, by: Actor): Answer<undefined> {
  const { world, write } = storage;
  const { pods, nodes } = world;
  if (!pods.exists(row)) return refuse(refusals.notFound('pods', pods.name(row)));
  const name = pods.name(row);
  const why = bindingProblem(storage, row);
  if (why) return refuse(refusals.conflict('pods/binding', name, why));
  const make = topologyLabels(storage, row, nodes.object(nodeRow) as Node | undefined);
  write(by, { type: 'bindPod', row, nodeRow, ...(make ? { make } : {}) });
  return { ok: true, value: undefined, warnings: [] };
}

function bindingProblem({ world: { pods, nodes } }: Storage, row: number): string | undefined {
  const name = pods.name(row);
  if (pods.isTerminating(row)) return `pod ${name} is being deleted, cannot be assigned to a host`;
  const nodeRow = pods.nodeRow(row);
  if (nodeRow >= 0) return `pod ${name} is already assigned to node ${JSON.stringify(nodes.name(nodeRow))}`;
  const { schedulingGates } = pods.template(row).make.spec;
  return schedulingGates?.length ? `pod ${name} has non-empty .spec.schedulingGates` : undefined;
}
