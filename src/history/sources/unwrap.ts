import { isObject } from '../../kubernetes/index.ts';

/** Fields in which log shippers and clouds put the line that they carry. */
const CARRIERS = [
  'log',
  'message',
  '@message',
  'msg',
  'line',
  '_raw',
  'body',
  'textPayload',
  'jsonPayload',
  'properties',
  '_source',
  'result',
  'event',
  'data',
  'raw',
  'auditEvent',
] as const;

/**
 * The records that a document carries inside, one layer further in: what CloudWatch, Azure Monitor, Elastic, Splunk,
 * Loki and container runtimes wrap a log line in, and Google's own form of an audit event as the one of Kubernetes.
 */
export function entriesIn(value: unknown): unknown[] {
  if (!isObject(value)) return [];
  if (isObject(value.protoPayload)) {
    const event = googleAuditEvent(value, value.protoPayload);
    return event === undefined ? [] : [event];
  }
  const inner: unknown[] = [];
  for (const field of CARRIERS) {
    const carried = value[field];
    const parsed = typeof carried === 'string' ? parsedJson(carried) : carried;
    if (isObject(parsed)) inner.push(parsed);
    else if (Array.isArray(parsed)) inner.push(...parsed.filter(isObject));
  }
  return inner;
}

function parsedJson(text: string): unknown {
  const start = text.trimStart();
  if (!start.startsWith('{') && !start.startsWith('[')) return undefined;
  try {
    return JSON.parse(start);
  } catch {
    return undefined;
  }
}

/** `io.k8s.apps.v1.deployments.scale.patch` on `apps/v1/namespaces/shop/deployments/api/scale`. */
function googleAuditEvent(
  entry: Readonly<Record<string, unknown>>,
  payload: Readonly<Record<string, unknown>>,
): unknown {
  const method = /^io\.k8s\.(.+)\.([a-z]+)$/.exec(String(payload.methodName ?? ''));
  const path = /^([^/]+)\/([^/]+)\/(?:namespaces\/([^/]+)\/)?([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
    String(payload.resourceName ?? ''),
  );
  if (!method || !path) return undefined;
  const [, group = '', version, namespace, resource, name, subresource] = path;
  const status = isObject(payload.status) ? payload.status : {};
  const who = isObject(payload.authenticationInfo) ? payload.authenticationInfo : {};
  const how = isObject(payload.requestMetadata) ? payload.requestMetadata : {};
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: payload.response === undefined ? 'Metadata' : 'RequestResponse',
    auditID: entry.insertId,
    stage: 'ResponseComplete',
    verb: method[2],
    user: { username: who.principalEmail },
    userAgent: how.callerSuppliedUserAgent,
    objectRef: {
      apiGroup: group === 'core' ? '' : group,
      apiVersion: version,
      namespace,
      resource,
      name,
      subresource,
    },
    responseStatus: { code: Number(status.code ?? 0) === 0 ? 200 : 400, message: status.message },
    requestObject: withoutType(payload.request),
    responseObject: withoutType(payload.response),
    requestReceivedTimestamp: entry.timestamp,
    stageTimestamp: entry.timestamp,
  };
}

/** Google adds the type's address to every object. */
function withoutType(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { '@type': _type, ...object } = value;
  return object;
}
