import {
  compileSelector,
  type EndpointSlice,
  type KubeObject,
  type Service,
  selects,
} from '../../kubernetes/index.ts';
import { POD_FLAGS } from '../../snapshot/index.ts';
import { keyOf } from '../object-key.ts';
import type { RelationGraph } from '../relation-graph.ts';
import { degraded, failing, type Health, ok, unknown } from './health-rule.ts';

/** The endpoints of a Service: how many there are, how many take traffic; undefined where that cannot be told. */
export interface Endpoints {
  readonly total: number;
  readonly ready: number;
  readonly from: 'pods' | 'slices';
}

/** A Service by its ready endpoints: the pods that it selects, or its slices where it selects none. */
export function serviceHealth(object: KubeObject, graph: RelationGraph): Health {
  const { spec } = object as Service;
  if (spec?.type === 'ExternalName')
    return unknown(`stands for ${spec.externalName}, outside of the cluster`);
  const endpoints = endpointsOf(object as Service, graph);
  if (!endpoints) return unknown('its endpoints are not in the snapshot');
  const { total, ready } = endpoints;
  if (total === 0) return failing(endpoints.from === 'pods' ? 'selects no pod' : 'has no endpoint');
  const reason = `${ready} of ${total} endpoints ready`;
  if (ready === 0) return spec?.publishNotReadyAddresses ? degraded(reason) : failing(reason);
  return ready < total ? degraded(reason) : ok(reason);
}

/** Counts the endpoints of a Service. */
export function endpointsOf(service: Service, graph: RelationGraph): Endpoints | undefined {
  const matchLabels = service.spec?.selector ?? {};
  if (Object.keys(matchLabels).length === 0) return sliceEndpoints(service, graph);
  if (graph.knowledgeOf('Pod').state === 'unknown' && graph.pods.columns.count === 0) return undefined;
  const selector = compileSelector({ matchLabels });
  if (!selector) return undefined;
  const { flags, phase } = graph.pods.columns;
  let [total, ready] = [0, 0];
  for (const { make, rows } of graph.pods.inNamespace(service.metadata.namespace ?? 'default').all) {
    if (!selects(selector, make.labels)) continue;
    for (const row of rows) {
      // Pods that ended have no endpoint; one that terminates takes no new traffic.
      if (phase.get(row) === SUCCEEDED || phase.get(row) === FAILED) continue;
      if (flags.get(row) & POD_FLAGS.terminating) continue;
      total++;
      if (flags.get(row) & POD_FLAGS.ready) ready++;
    }
  }
  return { total, ready, from: 'pods' };
}

const SUCCEEDED = 2;
const FAILED = 3;

function sliceEndpoints(service: Service, graph: RelationGraph): Endpoints | undefined {
  const slices = graph
    .dependenciesOf(keyOf(service))
    .filter(({ type }) => type === 'owns')
    .map(({ dependency }) => graph.object(dependency) as EndpointSlice | undefined);
  if (slices.length === 0 && graph.knowledgeOf('EndpointSlice.discovery.k8s.io').state === 'unknown')
    return undefined;
  const endpoints = slices.flatMap((slice) => slice?.endpoints ?? []);
  return {
    total: endpoints.length,
    ready: endpoints.filter(({ conditions }) => conditions?.ready !== false).length,
    from: 'slices',
  };
}
