import { nearest } from '../../errors/index.ts';
import type { Service } from '../../kubernetes/index.ts';
import { healthOf, type ObjectKey, podTemplateOf } from '../../relations/index.ts';
import type { DiagnosisRule, FoundCause } from '../diagnosis-rule.ts';
import type { Scope } from '../scope.ts';

/** A Service that nothing stands behind. */
export const serviceWithoutEndpoints: DiagnosisRule = {
  code: 'SERVICE_WITHOUT_ENDPOINTS',
  title: 'A Service has no ready endpoint',
  layer: 'own',
  *find(scope) {
    for (const [key, object] of scope.objects('Service')) {
      const { status, reason } = healthOf(key, scope.graph);
      if (status === 'unknown') scope.cannotSee(`How ${key} is: ${reason}`);
      if (status === 'failing') yield endpointsCause(scope, key, object as Service);
    }
  },
};

function endpointsCause(scope: Scope, key: ObjectKey, service: Service): FoundCause {
  const { namespace = 'default', name } = service.metadata;
  const selected = scope.graph.dependenciesOf(key).filter(({ type }) => type === 'selects');
  const pods = selected.map(({ dependency }) => dependency).filter((each) => each.startsWith('Pod/'));
  const selector = Object.entries(service.spec?.selector ?? {})
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
  const base = { severity: 'critical' as const, object: key, same: key };
  if (pods.length > 0) {
    return {
      ...base,
      confidence: 'certain',
      layer: 'symptom',
      affects: [key, ...pods],
      message: `${pods.length === 1 ? 'The only pod' : `None of the ${pods.length} pods`} behind Service ${name} is ${pods.length === 1 ? 'not ' : ''}ready: it has no endpoint.`,
      evidence: [`${key} spec.selector: ${selector}`],
      suggestions: [{ command: `kubectl get pods -n ${namespace} -l ${selector}`, why: 'see its pods' }],
    };
  }
  if (selector === '') {
    return {
      ...base,
      confidence: 'likely',
      message: `Service ${name} selects no pods and has no endpoints made by hand.`,
      evidence: [`${key} spec.selector: none`],
      suggestions: [
        {
          command: `kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${name}`,
          why: 'see its endpoints',
        },
      ],
    };
  }
  const workloads = selected.map(({ dependency }) => dependency);
  const [workload] = workloads;
  if (workload !== undefined) {
    return {
      ...base,
      confidence: 'certain',
      layer: 'symptom',
      affects: [key, ...workloads],
      message: `Service ${name} selects the pods of ${workload}, and there are none: ${healthOf(workload, scope.graph).reason}.`,
      evidence: [`${key} spec.selector: ${selector}`],
    };
  }
  const near = nearLabels(scope, namespace, service.spec?.selector ?? {});
  return {
    ...base,
    confidence: 'certain',
    message: `Service ${name} selects ${selector}, and no pod of namespace ${namespace} has these labels.${near === undefined ? '' : ` ${near}`}`,
    evidence: [`${key} spec.selector: ${selector}`],
    suggestions: [{ command: `kubectl get pods -n ${namespace} --show-labels`, why: 'compare the labels' }],
  };
}

/** `Deployment/shop/web has app=web, not app=wbe.`: the labels that differ least from the selector. */
function nearLabels(
  scope: Scope,
  namespace: string,
  selector: Readonly<Record<string, string>>,
): string | undefined {
  const wanted = Object.entries(selector);
  let best:
    | { readonly key: ObjectKey; readonly labels: Readonly<Record<string, string>>; readonly same: number }
    | undefined;
  for (const kind of ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps']) {
    for (const [key, object] of scope.graph.objectsOf(kind)) {
      if (object.metadata.namespace !== namespace) continue;
      const labels = podTemplateOf(kind, object)?.labels ?? {};
      const same = wanted.filter(([label, value]) => labels[label] === value).length;
      const isNear = wanted.every(
        ([label, value]) => labels[label] === value || nearest(value, [labels[label] ?? '']).length > 0,
      );
      if ((isNear || same > 0) && same >= (best?.same ?? 0)) best = { key, labels, same };
    }
  }
  if (!best) return undefined;
  const { key, labels } = best;
  const differences = wanted
    .filter(([label, value]) => labels[label] !== value)
    .map(([label, value]) =>
      labels[label] === undefined
        ? `has no label ${label}`
        : `has ${label}=${labels[label]}, not ${label}=${value}`,
    );
  return `${key} is near: it ${differences.join(' and ')}.`;
}
