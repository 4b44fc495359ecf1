import {
  Amount,
  type JsonObject,
  parseSelector,
  portNameProblems,
  portProblems,
  subdomainProblems,
} from '../../kubernetes/index.ts';
import { NO_AMOUNT, usage } from '../command-line/flags.ts';
import type { VerbInput } from '../verb.ts';
import type { Generator } from './generator.ts';

/** @source k8s.io/kubectl/pkg/cmd/create/create_pdb.go (v0.36.3) */
export const createBudget: Generator = {
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  usage: 'poddisruptionbudget NAME --selector=SELECTOR --min-available=N | --max-unavailable=N',
  flags: [
    { name: 'selector', type: 'string' },
    { name: 'min-available', type: 'string' },
    { name: 'max-unavailable', type: 'string' },
  ],
  refused: 'failed to create poddisruptionbudgets:',
  read: ({ flags, command, namespace }, name) => {
    const [selector, least, most] = ['selector', 'min-available', 'max-unavailable'].map((flag) =>
      flags.text(flag),
    );
    if (!selector) throw usage('a selector must be specified', command);
    if (!least && !most) throw usage('one of min-available or max-unavailable must be specified', command);
    if (least && most) throw usage('min-available and max-unavailable cannot be both specified', command);
    for (const [flag, share] of [
      ['min-available', least],
      ['max-unavailable', most],
    ]) {
      if (share && !/^[0-9]+%?$/.test(share)) throw usage(`invalid format specified for ${flag}`, command);
    }
    const labelSelector = labelSelectorOf(selector, command);
    return () => ({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace },
      spec: {
        selector: labelSelector,
        ...(least ? { minAvailable: intOrPercent(least) } : { maxUnavailable: intOrPercent(most!) }),
      },
    });
  },
};

/** @source k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go → ParseToLabelSelector (v0.36.3) */
function labelSelectorOf(text: string, command: string): JsonObject {
  const parsed = parseSelector(text);
  if ('problem' in parsed)
    throw usage(`couldn't parse the selector string "${text}": ${parsed.problem}`, command);
  const inSets = new Set([...text.matchAll(/([^\s,()!=]+)\s+in\s*\(/g)].map(([, key]) => key));
  const matchLabels: Record<string, string> = {};
  const matchExpressions: JsonObject[] = [];
  for (const { key, operator, values } of parsed.selector.requirements ?? []) {
    if (operator === 'In' && !inSets.has(key)) matchLabels[key] = values[0] ?? '';
    else matchExpressions.push({ key, operator, ...(values.length > 0 ? { values } : {}) });
  }
  return {
    ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
    ...(matchExpressions.length > 0 ? { matchExpressions } : {}),
  };
}

function intOrPercent(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** @source k8s.io/kubectl/pkg/cmd/create/create_quota.go (v0.36.3) */
export const createQuota: Generator = {
  name: 'quota',
  aliases: ['resourcequota'],
  usage: 'quota NAME --hard=KEY=VALUE,…',
  flags: [
    { name: 'hard', type: 'string' },
    { name: 'scopes', type: 'string' },
  ],
  refused: 'failed to create quota:',
  read: ({ flags, command, namespace }, name) => {
    const pairs = (flags.text('hard') ?? '').split(',').filter((pair) => pair !== '');
    const hard = Object.fromEntries(
      pairs.map((pair) => {
        const [key, value, ...more] = pair.split('=');
        if (!key || value === undefined || more.length > 0) {
          throw usage(`Invalid argument syntax ${pair}, expected <resource>=<value>`, command);
        }
        if (!Amount.parse(value)) throw usage(NO_AMOUNT, command);
        return [key, value];
      }),
    );
    const scopes = flags.text('scopes')?.split(',');
    return () => ({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name, namespace },
      spec: { hard, ...(scopes ? { scopes } : {}) },
    });
  },
};

/** @source k8s.io/kubectl/pkg/cmd/create/create_priorityclass.go (v0.36.3) */
export const createPriorityClass: Generator = {
  name: 'priorityclass',
  aliases: ['pc'],
  usage: 'priorityclass NAME --value=VALUE [--global-default]',
  flags: [
    { name: 'value', type: 'integer' },
    { name: 'global-default', type: 'boolean' },
    { name: 'description', type: 'string' },
    { name: 'preemption-policy', type: 'string' },
  ],
  refused: 'failed to create priorityclass:',
  read:
    ({ flags }, name) =>
    () => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value: flags.integer('value') ?? 0,
      ...(flags.isOn('global-default') ? { globalDefault: true } : {}),
      ...(flags.text('description') ? { description: flags.text('description') } : {}),
      preemptionPolicy: flags.text('preemption-policy') ?? 'PreemptLowerPriority',
    }),
};

const SERVICE_TYPES: Readonly<Record<string, string>> = {
  clusterip: 'ClusterIP',
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer',
  externalname: 'ExternalName',
};

/** @source k8s.io/kubectl/pkg/cmd/create/create_service.go (v0.36.3) */
export const createService: Generator = {
  name: 'service',
  aliases: ['svc'],
  usage: 'service clusterip|nodeport|loadbalancer|externalname NAME --tcp=PORT:TARGET…',
  flags: [
    { name: 'tcp', type: 'list' },
    { name: 'clusterip', type: 'string' },
    { name: 'node-port', type: 'integer' },
    { name: 'external-name', type: 'string' },
  ],
  refused: ({ positional }) => `failed to create ${SERVICE_TYPES[positional[0] ?? '']} service:`,
  read: (input, name) => {
    const { positional, flags, command, namespace } = input;
    const type = SERVICE_TYPES[positional[0] ?? ''];
    if (!type) throw usage(`unknown type of service ${JSON.stringify(positional[0] ?? '')}`, command);
    const ports = flags.list('tcp').map((text) => portOf(text, input));
    const isHeadless = flags.text('clusterip') === 'None';
    if (ports.length === 0 && !isHeadless && type !== 'ExternalName') {
      throw usage('at least one tcp port specifier must be provided', command);
    }
    if (isHeadless && type !== 'ClusterIP') {
      throw usage('ClusterIP=None can only be used with ClusterIP service type', command);
    }
    if (type === 'ExternalName' && !flags.has('external-name')) {
      throw usage('required flag(s) "external-name" not set', command);
    }
    const externalName = flags.text('external-name') ?? '';
    if (type === 'ExternalName' && subdomainProblems(externalName).length > 0) {
      throw usage(`invalid service external name ${externalName}`, command);
    }
    const labels = { app: name };
    return () => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels },
      spec: {
        type,
        selector: labels,
        ...(ports.length > 0 ? { ports } : {}),
        ...(isHeadless ? { clusterIP: 'None' } : {}),
        ...(externalName ? { externalName } : {}),
      },
    });
  },
};

function portOf(text: string, { flags, command }: VerbInput): object {
  const [port, target] = text.split(':');
  if (!/^\d+$/.test(port ?? '')) {
    throw usage(`strconv.ParseUint: parsing ${JSON.stringify(port)}: invalid syntax`, command);
  }
  if (target !== undefined) {
    const problems = /^\d+$/.test(target) ? portProblems(Number(target)) : portNameProblems(target);
    if (problems.length > 0) throw usage(problems.join(','), command);
  }
  const nodePort = flags.integer('node-port');
  const targetPort = target === undefined ? Number(port) : intOrPercent(target);
  return {
    name: text.replace(':', '-'),
    port: Number(port),
    protocol: 'TCP',
    targetPort,
    ...(nodePort ? { nodePort } : {}),
  };
}
