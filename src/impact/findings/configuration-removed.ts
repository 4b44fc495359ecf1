import type { PodSpec } from '../../kubernetes/index.ts';
import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** ConfigMaps and Secrets that are deleted while pods need them: running pods go on, restarted ones cannot start. */
export const configurationRemoved: FindingType = {
  code: 'CONFIGURATION_REMOVED',
  title: 'A ConfigMap or Secret that pods need is deleted',
  *find(run) {
    for (const { kind, key, after, sequence } of run.objects.moments) {
      if (after || (kind !== 'ConfigMap' && kind !== 'Secret')) continue;
      const slash = key.indexOf('/');
      const users = usersOf(run, kind, key.slice(0, slash), key.slice(slash + 1));
      if (users.length === 0) continue;
      yield {
        severity: 'critical',
        objects: [`${kind}/${key}`, ...users],
        message: `${kind}/${key} is deleted and ${counted(users.length, 'pod')} ${users.length === 1 ? 'needs' : 'need'} it: running containers go on, but none can start again.`,
        evidence: [sequence],
      };
    }
  },
};

/** The pods at the start of the run that cannot start without the object, by key. */
function usersOf(
  { world }: RunView,
  kind: 'ConfigMap' | 'Secret',
  namespace: string,
  name: string,
): string[] {
  const rows: number[] = [];
  for (const templateId of world.templates.inNamespace(namespace)) {
    if (needs(world.templates.get(templateId).make.spec, kind, name))
      rows.push(...world.pods.ofTemplate(templateId));
  }
  return world.sortedPodRows(rows).map((row) => world.pods.key(row));
}

interface Reference {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
}

function needs(spec: PodSpec, kind: 'ConfigMap' | 'Secret', name: string): boolean {
  const isIt = (reference: Reference | undefined) =>
    reference !== undefined && !reference.optional && (reference.name ?? reference.secretName) === name;
  const isConfigMap = kind === 'ConfigMap';
  const inVolumes = (spec.volumes ?? []).some(
    ({ configMap, secret, projected }) =>
      isIt(isConfigMap ? configMap : secret) ||
      (projected?.sources ?? []).some((source) => isIt(isConfigMap ? source.configMap : source.secret)),
  );
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const inContainers = containers.some(
    ({ env, envFrom }) =>
      (envFrom ?? []).some((source) => isIt(isConfigMap ? source.configMapRef : source.secretRef)) ||
      (env ?? []).some(({ valueFrom }) =>
        isIt(isConfigMap ? valueFrom?.configMapKeyRef : valueFrom?.secretKeyRef),
      ),
  );
  return inVolumes || inContainers;
}
