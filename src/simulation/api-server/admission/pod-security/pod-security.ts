import { type GroupKind, isObject, type KubeObject, type PodSpec } from '../../../../kubernetes/index.ts';
import type { AdmissionPlugin } from '../admission.ts';
import { createsPod, forbid, specOf } from '../pod-request.ts';
import {
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  seccompProfileBaseline,
} from './baseline.ts';
import type { Check } from './container-texts.ts';
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
    createsPod(request) || (WITH_TEMPLATE.has(request.kind) && request.operation !== 'DELETE'),
  validate: (request, { storage, warn }) => {
    const { namespace = '', kind, object } = request;
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

function violations(spec: PodSpec, level: string): string {
  return (LEVELS[level] ?? [])
    .map((check) => check(spec))
    .filter((violation) => violation !== undefined)
    .map(({ reason, detail }) => `${reason} (${detail})`)
    .join(', ');
}

function templateSpec({ spec }: KubeObject): PodSpec | undefined {
  let holder = isObject(spec) ? spec : {};
  if (isObject(holder.jobTemplate)) holder = isObject(holder.jobTemplate.spec) ? holder.jobTemplate.spec : {};
  const template = isObject(holder.template) ? holder.template : {};
  return isObject(template.spec) ? (template.spec as unknown as PodSpec) : undefined;
}
