import { type GroupKind, isObject, type KubeObject, type PodSpec } from '../../../../kubernetes/index.ts';
import type { Storage } from '../../storage.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { createsPod, forbid, specOf } from '../pod-request.ts';
import {
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  seccompProfileBaseline,
} from './baseline.ts';
import type { Check, Violation } from './container-texts.ts';
import {
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfileRestricted,
} from './restricted.ts';

/** The checks of a level, in the order in which they are reported. */
const LEVELS: Readonly<Record<string, readonly Check[]>> = {
  privileged: [],
  baseline: [
    capabilitiesBaseline,
    hostNamespaces,
    hostPathVolumes,
    hostPorts,
    privileged,
    seccompProfileBaseline,
  ],
  restricted: [
    hostNamespaces,
    hostPorts,
    privileged,
    allowPrivilegeEscalation,
    capabilitiesRestricted,
    restrictedVolumes,
    runAsNonRoot,
    runAsUser,
    seccompProfileRestricted,
  ],
};
const PREFIX = 'pod-security.kubernetes.io';

/** Kinds whose templates are held against what a namespace warns of. */
const WITH_TEMPLATE: ReadonlySet<GroupKind> = new Set([
  'Deployment.apps',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'Job.batch',
  'CronJob.batch',
  'ReplicationController',
]);

/**
 * The Pod Security Standards as a namespace's labels ask for them: pods are refused, templates warned of.
 *
 * @deviation checks of AppArmor, SELinux, sysctls, procMount, Windows host processes and hosts of probes are left out,
 * and every version of the standards is taken for the newest.
 * @source k8s.io/pod-security-admission/admission/admission.go → Admission.EvaluatePod (v0.36.3)
 */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  handles: (request) =>
    createsPod(request) ||
    (WITH_TEMPLATE.has(request.kind) && request.operation !== 'DELETE') ||
    (request.kind === 'Namespace' && request.operation === 'UPDATE'),
  validate: (request, { storage, warn }) => {
    const { namespace = '', kind, object } = request;
    if (kind === 'Namespace') {
      for (const text of warningsOfLevel(storage, request)) warn(text);
      return undefined;
    }
    const labels = storage.world.objects.get('Namespace', undefined, namespace)?.metadata.labels;
    const [enforce, warned] = [policyOf(labels, 'enforce'), policyOf(labels, 'warn')];
    if (!object || (!enforce && !warned)) return undefined;
    const spec = kind === 'Pod' ? specOf(object) : templateSpec(object);
    if (!spec) return undefined;
    if (kind === 'Pod' && enforce) {
      const detail = violations(spec, enforce.level);
      if (detail)
        return forbid(request, `violates PodSecurity ${JSON.stringify(enforce.text)}: ${detail}`).status;
    }
    // A level that is enforced warns of templates as well.
    const told = warned ?? enforce;
    const detail = told ? violations(spec, told.level) : '';
    if (told && detail) warn(`would violate PodSecurity ${JSON.stringify(told.text)}: ${detail}`);
    return undefined;
  },
};

/** What a new level would say of the pods that are there already; they stay. */
function warningsOfLevel({ world }: Storage, { name, object, oldObject }: AdmissionRequest): string[] {
  const enforce = policyOf(object?.metadata.labels, 'enforce');
  if (!enforce || enforce.text === policyOf(oldObject?.metadata.labels, 'enforce')?.text) return [];
  const names = new Map<string, string[]>();
  for (const templateId of world.templates.inNamespace(name)) {
    const reasons = found(world.templates.get(templateId).make.spec, enforce.level)
      .map(({ reason }) => reason)
      .join(', ');
    if (reasons === '') continue;
    for (const row of world.pods.ofTemplate(templateId)) {
      names.set(reasons, [...(names.get(reasons) ?? []), world.pods.name(row)]);
    }
  }
  if (names.size === 0) return [];
  const told = [...names].map(([reasons, pods]) => `${podsText(pods)}: ${reasons}`).sort();
  const heading = `existing pods in namespace ${JSON.stringify(name)} violate the new PodSecurity enforce level ${JSON.stringify(enforce.text)}`;
  return [heading, ...told];
}

function podsText(names: readonly string[]): string {
  const first = [...names].sort()[0]!;
  if (names.length === 1) return first;
  return names.length === 2 ? `${first} (and 1 other pod)` : `${first} (and ${names.length - 1} other pods)`;
}

interface Policy {
  readonly level: string;
  /** `restricted:latest`. */
  readonly text: string;
}

function policyOf(labels: Readonly<Record<string, string>> | undefined, mode: string): Policy | undefined {
  const level = labels?.[`${PREFIX}/${mode}`];
  if (level === undefined || !LEVELS[level] || level === 'privileged') return undefined;
  return { level, text: `${level}:${labels?.[`${PREFIX}/${mode}-version`] ?? 'latest'}` };
}

function found(spec: PodSpec, level: string): Violation[] {
  return (LEVELS[level] ?? []).map((check) => check(spec)).filter((violation) => violation !== undefined);
}

function violations(spec: PodSpec, level: string): string {
  return found(spec, level)
    .map(({ reason, detail }) => `${reason} (${detail})`)
    .join(', ');
}

function templateSpec({ spec }: KubeObject): PodSpec | undefined {
  let holder = isObject(spec) ? spec : {};
  if (isObject(holder.jobTemplate)) holder = isObject(holder.jobTemplate.spec) ? holder.jobTemplate.spec : {};
  const template = isObject(holder.template) ? holder.template : {};
  return isObject(template.spec) ? (template.spec as unknown as PodSpec) : undefined;
}
