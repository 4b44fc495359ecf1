import type { Ingress, Service } from '../../kubernetes/index.ts';
import type { ObjectKey } from '../../relations/index.ts';
import type { DiagnosisRule, FoundCause } from '../diagnosis-rule.ts';
import type { Scope } from '../scope.ts';

type Backend = NonNullable<NonNullable<Ingress['spec']>['defaultBackend']>;

/** An Ingress or a route to a Service, a port, a certificate or a class that is not there. */
export const ingressBackendMissing: DiagnosisRule = {
  code: 'INGRESS_BACKEND_MISSING',
  title: 'An Ingress names what is not there',
  layer: 'dependency',
  *find(scope) {
    for (const kind of ['Ingress', 'HTTPRoute', 'GRPCRoute']) {
      for (const [key, object] of scope.objects(kind)) {
        yield* absentOf(scope, key);
        if (kind === 'Ingress') yield* wrongPorts(scope, key, object as Ingress);
      }
    }
  },
};

function* absentOf(scope: Scope, key: ObjectKey): Generator<FoundCause> {
  for (const { type, dependency, words, evidence } of scope.graph.dependenciesOf(key)) {
    const isBackend = type === 'routes';
    const isCertificate = type === 'reads';
    if (!isBackend && !isCertificate && !dependency.startsWith('IngressClass/')) continue;
    if (!scope.isAbsent(dependency, 'whether what an Ingress names is there')) continue;
    const [, namespace] = dependency.split('/');
    yield {
      severity: isBackend ? 'critical' : 'warning',
      confidence: 'certain',
      object: dependency,
      affects: [key],
      same: dependency,
      message: isBackend
        ? `${key} ${words}, and there is no such Service: who asks there gets an error.`
        : `${key} names ${dependency}, which is not there: ${isCertificate ? 'it has no certificate to show' : 'no controller serves it'}.`,
      evidence: [`${key} ${evidence}`],
      suggestions: isBackend
        ? [{ command: `kubectl get services -n ${namespace}`, why: 'see which Services there are' }]
        : [],
    };
  }
}

function* wrongPorts(scope: Scope, key: ObjectKey, { spec, metadata }: Ingress): Generator<FoundCause> {
  const backends: (readonly [Backend | undefined, string])[] = [
    [spec?.defaultBackend, 'spec.defaultBackend'],
    ...(spec?.rules ?? []).flatMap(({ http }, rule) =>
      (http?.paths ?? []).map(
        ({ backend }, path) => [backend, `spec.rules[${rule}].http.paths[${path}].backend`] as const,
      ),
    ),
  ];
  for (const [backend, path] of backends) {
    const wanted = backend?.service?.port?.name ?? backend?.service?.port?.number;
    const target = `Service/${metadata.namespace}/${backend?.service?.name}`;
    const service = scope.graph.object(target) as Service | undefined;
    const ports = service?.spec?.ports ?? [];
    if (
      !service ||
      wanted === undefined ||
      ports.some(({ name, port }) => name === wanted || port === wanted)
    )
      continue;
    yield {
      severity: 'critical',
      confidence: 'certain',
      layer: 'own',
      object: key,
      same: `${target} ${wanted}`,
      message: `${key} routes to port ${wanted} of ${target}, which has ${ports.map(({ port }) => port).join(', ') || 'no port'}.`,
      evidence: [`${key} ${path}.service.port: ${wanted}`],
    };
  }
}
