import { groupKindOf, type KubeObject } from '../../kubernetes/index.ts';

/** What the status of objects looks like that no server has seen, for the kinds that kubectl makes. */
const EMPTY_STATUS: Readonly<Record<string, object>> = {
  Namespace: {},
  Pod: {},
  Service: { loadBalancer: {} },
  ResourceQuota: {},
  'Deployment.apps': {},
  'Job.batch': {},
  'CronJob.batch': {},
  'Ingress.networking.k8s.io': { loadBalancer: {} },
  'PodDisruptionBudget.policy': {
    currentHealthy: 0,
    desiredHealthy: 0,
    disruptionsAllowed: 0,
    expectedPods: 0,
  },
  'HorizontalPodAutoscaler.autoscaling': { currentMetrics: null, desiredReplicas: 0 },
};

/**
 * An object that kubectl made from flags, as it prints it before a server has seen it: in a namespace only if the line names
 * one.
 *
 * @source k8s.io/kubectl/pkg/cmd/create/create_deployment.go → CreateDeploymentOptions.createDeployment (v0.36.3)
 */
export function asKubectlMade(object: KubeObject, isNamespaceGiven: boolean): KubeObject {
  const { namespace, ...metadata } = object.metadata;
  const status = EMPTY_STATUS[groupKindOf(object.apiVersion ?? '', object.kind ?? '')];
  return {
    ...object,
    metadata: { ...metadata, ...(isNamespaceGiven && namespace ? { namespace } : {}) },
    ...(status ? { status } : {}),
  };
}
