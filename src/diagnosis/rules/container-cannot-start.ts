import { isStartError } from '../crashes.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { containerCases, lastEnd, times } from '../pod-containers.ts';

const REASONS = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
]);

/** Messages that the rule of missing configuration explains. */
const MISSING_CONFIGURATION =
  /(?:configmap|secret) "([^"]+)" not found|couldn't find key (\S+) in (ConfigMap|Secret) (\S+)|references non-existent (?:config|secret) key: (\S+)/i;

const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/runAsNonRoot/, 'it must not run as root, and its image does'],
  [/no such file or directory|executable file not found/, 'its command is not in the image'],
  [/permission denied/, 'it may not execute its command, or read what it is given'],
  [/exec format error/, "its program is not made for the node's processor"],
  [/is already in use/, 'a container of its name is still there on the node'],
  [/subPath/, 'a path of a volume cannot be prepared'],
];

/** A container that the node cannot create or start, for other reasons than missing configuration. */
export const containerCannotStart: DiagnosisRule = {
  code: 'CONTAINER_CANNOT_START',
  title: 'A container cannot be created or started',
  layer: 'own',
  *find(scope) {
    for (const { key, namespace, name, pod } of scope.illPods) {
      const sandbox =
        pod.status?.phase === 'Pending' ? scope.events(key, 'FailedCreatePodSandBox')[0] : undefined;
      if (sandbox) {
        yield {
          severity: 'critical',
          confidence: 'certain',
          object: key,
          same: `sandbox ${pod.spec?.nodeName}`,
          message: `Node ${pod.spec?.nodeName} cannot set up the pod before its containers${/network|cni/i.test(sandbox.message) ? ': its network plugin fails' : ''}.`,
          evidence: [`${key} event ${sandbox.reason}, ${times(sandbox.count)}: ${sandbox.message}`],
          suggestions: [
            {
              command: `kubectl get pods -n kube-system -o wide --field-selector spec.nodeName=${pod.spec?.nodeName}`,
              why: 'see whether the network plugin runs on the node',
            },
          ],
        };
      }
      for (const container of containerCases(pod)) {
        const waiting = container.status.state?.waiting;
        const ended = lastEnd(container);
        const isRefused = waiting?.reason !== undefined && REASONS.has(waiting.reason);
        if (!isRefused && !isStartError(ended?.reason)) continue;
        const said = (isRefused ? waiting?.message : ended?.message)?.trim() ?? '';
        if (MISSING_CONFIGURATION.test(said)) continue;
        const meaning = MEANINGS.find(([pattern]) => pattern.test(said))?.[1];
        const reason = isRefused ? waiting?.reason : ended?.reason;
        yield {
          severity: 'critical',
          confidence: 'certain',
          object: key,
          same: `${container.name} ${reason} ${meaning ?? said}`,
          message: `Container ${container.name} cannot be started (${reason})${meaning === undefined ? '' : `: ${meaning}`}.`,
          evidence: [
            `${key} ${container.path}.${isRefused ? 'state.waiting' : 'terminated'}: ${reason}${said && `: ${said}`}`,
          ],
          suggestions: [
            {
              command: `kubectl get pod ${name} -n ${namespace} -o yaml`,
              why: 'see its command and security context',
            },
          ],
        };
      }
    }
  },
};
