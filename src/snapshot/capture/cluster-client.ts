import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { InputError } from '../../errors/index.ts';

/** What the client library makes up where it finds no kubeconfig. */
const NO_KUBECONFIG = 'http://localhost:8080';

/** Which cluster to read and as whom, as kubectl's flags of the same names say it. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  /** Whom to act as (`--as`). */
  readonly as?: string;
  readonly asGroups?: readonly string[];
  readonly requestTimeoutMs?: number;
}

/** An answer of the API server; the body must be read. */
export interface Answer {
  readonly status: number;
  readonly body: IncomingMessage;
  /** The server's clock, when it tells. */
  readonly timeMs: number;
}

/** Asks one API server, reading only. */
export interface ClusterClient {
  /** The cluster's name in the kubeconfig. */
  readonly cluster: string;
  readonly server: string;
  /**
   * @param idleTimeoutMs how long the server may say nothing; `--request-timeout` or a minute by default.
   * @throws InputError when the server cannot be reached or does not know the user.
   */
  get(path: string, idleTimeoutMs?: number): Promise<Answer>;
}

/**
 * A client for the cluster that the kubeconfig names.
 *
 * @throws InputError when the kubeconfig cannot be used.
 */
export async function connect(options: ClusterOptions): Promise<ClusterClient> {
  // Costs more than half a second: loaded only when there is a cluster to talk to.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (options.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(options.kubeconfig);
  } catch (error) {
    throw new InputError(
      `the kubeconfig cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        where: options.kubeconfig ?? '$KUBECONFIG or ~/.kube/config',
      },
    );
  }
  selectContext(config, options);
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    throw new InputError('the kubeconfig names no cluster', {
      where: options.kubeconfig ?? '$KUBECONFIG or ~/.kube/config',
      hint: 'name a context with --context, or a snapshot with --snapshot',
    });
  }
  if (options.kubeconfig === undefined && cluster.server === NO_KUBECONFIG) {
    throw new InputError('there is no kubeconfig, and so no live cluster to read', {
      where: '$KUBECONFIG or ~/.kube/config',
      hint: 'To work on a file, name an export of the cluster with --snapshot: kubectl get … -A -o json > cluster.json',
    });
  }
  const server = cluster.server.replace(/\/+$/, '');
  return {
    cluster: cluster.name,
    server,
    get: async (path, idleTimeoutMs) => {
      const request: RequestOptions = {
        headers: headersOf(options),
        timeout: idleTimeoutMs ?? options.requestTimeoutMs ?? 60_000,
      };
      await config.applyToHTTPSOptions(request).catch((error: unknown) => {
        throw noCredentials(server, error);
      });
      return send(new URL(server + path), request);
    },
  };
}

type Config = InstanceType<typeof import('@kubernetes/client-node').KubeConfig>;

/** Applies --context, --cluster and --user to the configuration. */
function selectContext(config: Config, { context, cluster, user }: ClusterOptions): void {
  if (context !== undefined) {
    const names = config.getContexts().map(({ name }) => name);
    if (!names.includes(context)) {
      throw new InputError(`the kubeconfig has no context ${context}`, {
        hint: `it has ${names.join(', ') || 'none'}`,
      });
    }
    config.setCurrentContext(context);
  }
  if (cluster === undefined && user === undefined) return;
  const current = config.getContextObject(config.getCurrentContext());
  config.addContext({
    name: 'kubectl-smart',
    cluster: cluster ?? current?.cluster ?? '',
    user: user ?? current?.user ?? '',
  });
  config.setCurrentContext('kubectl-smart');
}

function headersOf({ as, asGroups }: ClusterOptions): Record<string, string | string[]> {
  return {
    Accept: 'application/json',
    'User-Agent': 'kubectl-smart',
    ...(as === undefined ? {} : { 'Impersonate-User': as }),
    ...(asGroups?.length ? { 'Impersonate-Group': [...asGroups] } : {}),
  };
}

function send(url: URL, options: RequestOptions): Promise<Answer> {
  const open = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const { agent, ...plain } = options;
  return new Promise((resolve, reject) => {
    const request = open(
      url,
      url.protocol === 'http:' ? plain : { ...plain, ...(agent === undefined ? {} : { agent }) },
    );
    request.on('response', (body) => {
      const status = body.statusCode ?? 0;
      if (status === 401) {
        body.resume();
        reject(unauthorized(url.origin));
      } else resolve({ status, body, timeMs: Date.parse(body.headers.date ?? '') });
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => reject(unreachable(url.origin, error)));
    request.end();
  });
}

/** Plugins that fetch credentials fail in their own words. */
function noCredentials(server: string, error: unknown): InputError {
  return new InputError(
    `the credentials cannot be had: ${error instanceof Error ? error.message : String(error)}`,
    {
      where: server,
      hint: 'log in to the cluster again, until `kubectl get nodes` answers',
      cause: error,
    },
  );
}

function unauthorized(server: string): InputError {
  return new InputError(
    'the API server does not accept the credentials: the token or certificate has expired?',
    {
      where: server,
      hint: 'log in to the cluster again, until `kubectl get nodes` answers',
    },
  );
}

/** What a failed connection means for the user. */
export function unreachable(server: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const isCertificate = /certificate|self.signed|altname/i.test(reason);
  return new InputError(
    isCertificate
      ? `the API server's certificate is not trusted: ${reason}`
      : `the API server cannot be reached: ${reason}`,
    {
      where: server,
      hint: isCertificate
        ? 'compare certificate-authority in the kubeconfig with the cluster'
        : 'is the network or VPN up, and is it the right context? `kubectl cluster-info` should answer',
      cause: error,
    },
  );
}
