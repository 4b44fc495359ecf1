const READ_VERBS = ['get', 'list', 'watch'];
/** What must not stand in a log with its content. */
const SECRETS = [{ group: '', resources: ['secrets', 'serviceaccounts/token'] }];

/**
 * The API server's audit policy. `writes`: every write with request and answer, no reads, no leases. `whole` is the log of a
 * cluster that people run: leases and what people read are in it too, without content.
 */
export function auditPolicy(extent: 'writes' | 'whole' | 'nothing'): object {
  const leases = [{ group: 'coordination.k8s.io' }];
  const machines = ['admin', 'system:apiserver', 'system:kube-scheduler', 'system:kube-controller-manager'];
  const rules =
    extent === 'whole'
      ? [
          { level: 'None', verbs: READ_VERBS, users: machines },
          { level: 'None', verbs: READ_VERBS, userGroups: ['system:nodes', 'system:serviceaccounts'] },
          { level: 'Metadata', verbs: READ_VERBS },
          { level: 'Metadata', resources: leases },
          { level: 'Metadata', resources: SECRETS },
        ]
      : [
          { level: 'None', verbs: READ_VERBS },
          { level: 'None', resources: leases },
        ];
  return {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [...rules, { level: extent === 'nothing' ? 'None' : 'RequestResponse' }],
  };
}
