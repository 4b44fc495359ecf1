import { usage } from '../command-line/flags.ts';
import { pairsOf } from '../command-line/pairs.ts';
import type { VerbInput } from '../verb.ts';
import type { Generator } from './generator.ts';

/** `HOST/PATH=SERVICE:PORT[,tls[=SECRET]]`; what follows is passed over. */
const RULE = /^([\w*.-]*)(\/.*)=([\w-]+):([\w-]+)(?:,tls=?([\w-]+)?)?/;

interface Rule {
  readonly host: string;
  readonly path: string;
  readonly service: string;
  /** Absent: the rule asks for no encryption. */
  readonly secret?: string;
}

/** @source k8s.io/kubectl/pkg/cmd/create/create_ingress.go (v0.36.3) */
export const createIngress: Generator = {
  name: 'ingress',
  aliases: ['ing'],
  usage:
    'ingress NAME --rule=HOST/PATH=SERVICE:PORT[,tls[=SECRET]]… [--class=NAME] [--default-backend=SERVICE:PORT]',
  flags: [
    { name: 'class', type: 'string' },
    { name: 'rule', type: 'array' },
    { name: 'default-backend', type: 'string' },
    { name: 'annotation', type: 'array' },
  ],
  refused: 'failed to create ingress:',
  read: (input, name) => {
    const { flags, namespace } = input;
    checkWords(input);
    const rules = flags.list('rule').map(ruleOf);
    const [className, backend] = [flags.text('class'), flags.text('default-backend')];
    const annotations = pairsOf(flags.list('annotation'));
    const tls = tlsOf(rules);
    return () => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
      spec: {
        ...(className ? { ingressClassName: className } : {}),
        ...(backend ? { defaultBackend: backendOf(backend) } : {}),
        ...(rules.length > 0 ? { rules: hostsOf(rules) } : {}),
        ...(tls.length > 0 ? { tls } : {}),
      },
    });
  },
};

/** @source k8s.io/kubectl/pkg/cmd/create/create_ingress.go → CreateIngressOptions.Validate (v0.36.3) */
function checkWords({ flags, command }: VerbInput): void {
  const backend = flags.text('default-backend');
  const rules = flags.list('rule');
  if (!backend && rules.length === 0) {
    throw usage(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      command,
    );
  }
  const wrong = rules.find((rule) => !RULE.test(rule));
  if (wrong !== undefined) {
    throw usage(
      `rule ${wrong} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
      command,
    );
  }
  const bare = flags.list('annotation').find((annotation) => !annotation.includes('='));
  if (bare !== undefined) {
    throw usage(`annotation ${bare} is invalid and should be in format key=[value]`, command);
  }
  if (backend && backend.split(':').length !== 2) {
    throw usage('default-backend should be in format servicename:serviceport', command);
  }
}

function ruleOf(text: string): Rule {
  const [place = '', ...rest] = text.split(',');
  const slash = place.indexOf('/');
  const [path = '', service = ''] = place.slice(slash + 1).split('=');
  const rule = { host: place.slice(0, slash), path: `/${path}`, service };
  return rest.length === 1 ? { ...rule, secret: rest[0]!.split('=')[1] ?? '' } : rule;
}

/** The paths of each host, hosts in the order of the line. */
function hostsOf(rules: readonly Rule[]): readonly object[] {
  const byHost = new Map<string, object[]>();
  for (const { host, path, service } of rules) {
    const paths = byHost.get(host) ?? [];
    const isPrefix = path.endsWith('*');
    paths.push({
      path: isPrefix ? path.slice(0, -1) : path,
      pathType: isPrefix ? 'Prefix' : 'Exact',
      backend: backendOf(service),
    });
    byHost.set(host, paths);
  }
  return [...byHost].map(([host, paths]) => ({ ...(host ? { host } : {}), http: { paths } }));
}

/** Each host once, with the first secret that is named for it. */
function tlsOf(rules: readonly Rule[]): readonly object[] {
  const bySecret = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const { host, secret } of rules) {
    if (secret === undefined || seen.has(host)) continue;
    seen.add(host);
    const hosts = bySecret.get(secret);
    if (hosts) hosts.push(host);
    else if (host !== '' || secret !== '') bySecret.set(secret, host === '' ? [] : [host]);
  }
  return [...bySecret].map(([secret, hosts]) => ({
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(secret ? { secretName: secret } : {}),
  }));
}

function backendOf(text: string): object {
  const [name, port = ''] = text.split(':');
  return { service: { name, port: /^-?\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}
