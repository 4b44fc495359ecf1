type Fields = Record<string, unknown>;

/** The projected volume that the ServiceAccount admission adds. */
export const TOKEN_SOURCES: Fields = {
  defaultMode: 420,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
    {
      downwardAPI: {
        items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
      },
    },
  ],
};

export const SIDECAR: Fields = {
  limits: { cpu: '2', memory: '1Gi' },
  requests: { cpu: '10m', memory: '64Mi' },
};

export const NOT_READY: Fields = {
  message: 'containers with unready status: [main]',
  reason: 'ContainersNotReady',
};

export function tokenMount(name: string): Fields {
  return { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name, readOnly: true };
}

/** What binds a DaemonSet's pod to its node. */
export function pinTo(node: string): Fields {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    },
  };
}

/** A container with what charts put around it: environment, probes, ports, mounts, a security context. */
export function dress(container: Fields, app: string): Fields {
  const http = (path: string): Fields => ({
    failureThreshold: 3,
    httpGet: { path, port: 'http', scheme: 'HTTP' },
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
  });
  const field = (name: string, fieldPath: string): Fields => ({
    name,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  });
  return {
    ...container,
    env: [
      field('POD_NAME', 'metadata.name'),
      field('POD_NAMESPACE', 'metadata.namespace'),
      field('HOST_IP', 'status.hostIP'),
      {
        name: 'DATABASE_URL',
        value: `postgres://${app}.database.svc.cluster.local:5432/${app}?sslmode=require`,
      },
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { key: 'password', name: `${app}-credentials` } } },
    ],
    imagePullPolicy: 'IfNotPresent',
    livenessProbe: http('/healthz'),
    ports: [
      { containerPort: 8080, name: 'http', protocol: 'TCP' },
      { containerPort: 9090, name: 'metrics', protocol: 'TCP' },
    ],
    readinessProbe: http('/ready'),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: [
      { mountPath: '/etc/config', name: 'config', readOnly: true },
      { mountPath: '/data', name: 'data' },
    ],
  };
}

/** Who wrote what: the controller the spec, the kubelet the status. */
export function managedFields(time: string, app: string): Fields[] {
  const container = {
    '.': {},
    'f:env': { '.': {}, 'k:{"name":"DATABASE_URL"}': { '.': {}, 'f:name': {}, 'f:value': {} } },
    'f:image': {},
    'f:livenessProbe': { '.': {}, 'f:failureThreshold': {}, 'f:httpGet': { '.': {}, 'f:path': {} } },
    'f:name': {},
    'f:resources': {
      '.': {},
      'f:limits': { '.': {}, 'f:memory': {} },
      'f:requests': { '.': {}, 'f:cpu': {} },
    },
  };
  const written = { apiVersion: 'v1', fieldsType: 'FieldsV1', operation: 'Update', time };
  return [
    {
      ...written,
      fieldsV1: {
        'f:metadata': {
          'f:labels': { '.': {}, 'f:app': {} },
          'f:ownerReferences': { [`k:{"uid":"${app}"}`]: {} },
        },
        'f:spec': { 'f:containers': { 'k:{"name":"main"}': container }, 'f:dnsPolicy': {} },
      },
      manager: 'kube-controller-manager',
    },
    {
      ...written,
      fieldsV1: {
        'f:status': {
          'f:conditions': { 'k:{"type":"Ready"}': { '.': {}, 'f:status': {}, 'f:type': {} } },
          'f:containerStatuses': {},
          'f:podIPs': { '.': {}, 'k:{"ip":"10.1.2.3"}': { '.': {}, 'f:ip': {} } },
        },
      },
      manager: 'kubelet',
      subresource: 'status',
    },
  ];
}
