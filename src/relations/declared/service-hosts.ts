/** A host name in a text that may be a Service's. */
export interface HostName {
  /** As it stands in the text, with its port. */
  readonly text: string;
  /** Services that it could mean, the likeliest first; a namespace that is not said is the reader's. */
  readonly candidates: readonly { readonly name: string; readonly namespace: string | undefined }[];
  /** Whether the name says by itself that it is a Service's: `….svc`, `….svc.cluster.local`. */
  readonly isExplicit: boolean;
}

const HOST =
  /(?<![\w.%-])([a-z](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*)\.?(:\d{1,5})?(?![\w-])/g;
/** What stands behind the user of a URL. */
const USER = /^(?::[^\s/@]*)?@/;
/** A text that names more hosts is no configuration of one program. */
const NAMES = 1000;

/**
 * The host names of Services in a text: `http://api:8080`, `api.shop.svc.cluster.local`, `api.shop`, `db:5432`. A bare
 * word is one only where it is a URL's host, has a port, or is all that the text says.
 *
 * @source https://kubernetes.io/docs/concepts/services-networking/dns-pod-service (names of Services and of pods below them)
 */
export function serviceHosts(text: string): HostName[] {
  const found = new Map<string, HostName>();
  const whole = text.trim();
  for (const match of text.matchAll(HOST)) {
    if (found.size >= NAMES) break;
    const [, host = '', port = ''] = match;
    if (found.has(host) || USER.test(text.slice(match.index + match[0].length, match.index + 300))) continue;
    const before = text.slice(Math.max(0, match.index - 2), match.index);
    const isAddress = before === '//' || before.endsWith('@') || port !== '' || whole === host;
    const labels = host.split('.');
    const candidates = candidatesOf(labels, isAddress);
    if (candidates.length === 0) continue;
    found.set(host, {
      text: host + port,
      candidates,
      isExplicit: labels[2] === 'svc' || labels[3] === 'svc',
    });
  }
  return [...found.values()];
}

function candidatesOf(labels: readonly string[], isAddress: boolean): HostName['candidates'] {
  const [first = '', second, third, fourth] = labels;
  if (third === 'svc') return [{ name: first, namespace: second }];
  if (fourth === 'svc' && second !== undefined) return [{ name: second, namespace: third }];
  switch (labels.length) {
    case 1:
      return isAddress ? [{ name: first, namespace: undefined }] : [];
    case 2:
      // `web.shop` is a Service in a namespace, `db-0.db` a pod below a Service of the same namespace.
      return [
        { name: first, namespace: second },
        { name: second!, namespace: undefined },
      ];
    case 3:
      return [{ name: second!, namespace: third }];
    default:
      return [];
  }
}

const OTHERWISE =
  /(?:^|[_.-])(?:name|mode|role|env|environment|namespace|level|user|username|password|database|db|type|component|app|tier|stage|region|bucket|topic|queue|table|schema|index)$/i;

/** Whether a variable's name says that a bare word in it is no host: `LOG_LEVEL=debug`, `DB_NAME=orders`. */
export function isNoHostVariable(variable: string): boolean {
  return OTHERWISE.test(variable);
}
