import type { KubeObject } from '../../kubernetes/index.ts';
import { keyOf, type ObjectKey } from '../object-key.ts';
import type { RelationGraph } from '../relation-graph.ts';
import { degraded, failing, type Health, type HealthRule, ok, unknown } from './health-rule.ts';

/** An Ingress or a route by the Services that it routes to. */
export const ingressHealth: HealthRule = (object, graph, healthOf) =>
  byServices(object, graph, healthOf, ['routes', 'routes to']);

/** A webhook configuration by the Services that answer for it. */
export const webhookHealth: HealthRule = (object, graph, healthOf) =>
  byServices(object, graph, healthOf, ['admits', 'asks']);

function byServices(
  object: KubeObject,
  graph: RelationGraph,
  healthOf: (key: ObjectKey) => Health,
  [type, verb]: readonly ['routes' | 'admits', string],
): Health {
  const services = graph.dependenciesOf(keyOf(object)).filter((relation) => relation.type === type);
  if (services.length === 0) return ok(`${verb} no Service`);
  const found = services.map(({ dependency }) => ({ dependency, health: healthOf(dependency) }));
  const ill = found.filter(({ health }) => health.status === 'failing');
  const [first] = ill;
  if (first) {
    const reason = `${verb} ${first.dependency}, which ${whichOf(first.health.reason)}`;
    return ill.length === found.length ? failing(reason) : degraded(reason);
  }
  const doubtful = found.find(({ health }) => health.status !== 'ok');
  if (!doubtful) return ok(`${verb} ${found.length} ${found.length === 1 ? 'Service' : 'Services'}`);
  const reason = `${verb} ${doubtful.dependency}: ${doubtful.health.reason}`;
  return doubtful.health.status === 'unknown' ? unknown(reason) : degraded(reason);
}

/** `0 of 2 endpoints ready` reads as `has 0 of …`. */
function whichOf(reason: string): string {
  return /^\d/.test(reason) ? `has ${reason}` : reason;
}
