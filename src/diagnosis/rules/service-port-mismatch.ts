import { type Container, compileSelector, type Service, selects } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import type { Scope } from '../scope.ts';

/** A Service that sends to a port which the containers behind it do not have. */
export const servicePortMismatch: DiagnosisRule = {
  code: 'SERVICE_PORT_MISMATCH',
  title: 'A Service sends to a port that no container has',
  layer: 'own',
  *find(scope) {
    for (const [key, object] of scope.objects('Service')) {
      const { spec, metadata } = object as Service;
      const containers = containersBehind(scope, metadata.namespace ?? 'default', spec?.selector);
      if (containers.length === 0) continue;
      const ports = containers.flatMap((container) => container.ports ?? []);
      for (const [index, { port, targetPort = port }] of (spec?.ports ?? []).entries()) {
        const isNamed = typeof targetPort === 'string';
        const isThere = ports.some(({ containerPort, name }) =>
          isNamed ? name === targetPort : containerPort === targetPort,
        );
        // A port by number needs no declaration: only where others are declared does its absence tell something.
        if (isThere || (!isNamed && ports.length === 0)) continue;
        const declared = ports.map(({ name, containerPort }) =>
          name ? `${name} (${containerPort})` : `${containerPort}`,
        );
        yield {
          severity: isNamed ? 'critical' : 'warning',
          confidence: isNamed ? 'certain' : 'possible',
          object: key,
          same: `${key} ${targetPort}`,
          message: `Service ${metadata.name} sends port ${port} to ${isNamed ? `the port named ${targetPort}` : targetPort}, and its containers declare ${[...new Set(declared)].join(', ') || 'none'}.`,
          evidence: [`${key} spec.ports[${index}].targetPort: ${targetPort}`],
          suggestions: [
            {
              command: `kubectl edit service ${metadata.name} -n ${metadata.namespace}`,
              why: 'name a port that the containers have',
            },
          ],
        };
      }
    }
  },
};

function containersBehind(
  scope: Scope,
  namespace: string,
  matchLabels: Readonly<Record<string, string>> | undefined,
): readonly Container[] {
  const selector =
    matchLabels && Object.keys(matchLabels).length > 0 ? compileSelector({ matchLabels }) : undefined;
  if (!selector) return [];
  return scope.graph.pods
    .inNamespace(namespace)
    .all.filter(({ make }) => selects(selector, make.labels))
    .flatMap(({ make }) => [
      ...make.spec.containers,
      ...(make.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
    ]);
}
