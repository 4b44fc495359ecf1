import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FindProgram, programFinder } from '../binaries.ts';
import { auditPolicy } from './audit-policy.ts';
import { freePorts } from './free-ports.ts';
import { type KubeletTimes, kubeletStages, LIVE_NODE_LABEL, RECORDED_TIMES } from './kubelet-stages.ts';
import { ProcessGroup } from './process-group.ts';

const START_PATIENCE_MS = 120_000;
const LEASE_SECONDS = 40;
const ADMIN = 'admin';
const MASTERS = 'system:masters';
const [MANAGER, SCHEDULER] = ['system:kube-controller-manager', 'system:kube-scheduler'];

/** What a control plane is started with. */
export interface ControlPlaneOptions {
  readonly programs?: FindProgram;
  readonly kubelets?: KubeletTimes;
  /** User names besides `admin`; what they may do, RBAC objects say. `name@group` style names are fine. */
  readonly users?: readonly string[];
  /** Users who may do everything. */
  readonly people?: readonly string[];
  /** Images whose pods run and are never Ready. */
  readonly neverReady?: readonly string[];
  /**
   * Names of nodes that have a kubelet of their own each, as in a cluster that people run: every component speaks in its own
   * name, leaders are elected, and the audit log tells of leases and of what people read. Without it one kwok plays every node.
   */
  readonly ownKubelets?: readonly string[];
  /** Without it the API server logs nothing: many objects are made in half the time. */
  readonly audit?: boolean;
  /** Whether the first objects come before the controllers, the scheduler and the kubelets: `startManagers` starts these. */
  readonly managersLater?: boolean;
  /** Further flags by program. */
  readonly flags?: Readonly<
    Partial<Record<'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler', readonly string[]>>
  >;
}

/** What one kubectl call gave back. */
export interface KubectlResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How one kubectl call is made. */
export interface KubectlCall {
  readonly user?: string;
  readonly stdin?: string;
  /** Folder in which kubectl runs, so that `-f NAME` finds its file. */
  readonly folder?: string;
}

/** A real control plane on the loopback address, with kwok as its kubelets. */
export class ControlPlane {
  /** Base address of the API server. */
  readonly server: string;
  /** Folder with logs, certificates and the audit log; gone after `stop` unless it is kept. */
  readonly folder: string;
  readonly #programs: FindProgram;
  readonly #processes: ProcessGroup;
  readonly #killAll: () => void;

  private constructor(folder: string, port: number, programs: FindProgram, processes: ProcessGroup) {
    this.folder = folder;
    this.server = `https://127.0.0.1:${port}`;
    this.#programs = programs;
    this.#processes = processes;
    this.#killAll = () => {
      processes.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    };
    process.once('exit', this.#killAll);
  }

  /** Starts everything and returns when the API server is ready and, with the controllers, the default service account exists. */
  static async start(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    const programs = options.programs ?? programFinder();
    for (const program of [
      'etcd',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'kubectl',
      'kwok',
    ] as const)
      programs(program);
    const folder = mkdtempSync(join(tmpdir(), 'kubectl-smart-harness-'));
    const [etcd, peer, port] = (await freePorts(3)) as [number, number, number];
    const plane = new ControlPlane(folder, port, programs, new ProcessGroup(folder));
    try {
      plane.#writeFiles(options);
      plane.#startStore(etcd, peer, port, options);
      await plane.#until(
        'the API server is ready',
        async () => (await plane.kubectl(['get', '--raw', '/readyz'])).exit === 0,
      );
      if (options.managersLater !== true) {
        plane.startManagers(options);
        await plane.#until('the default service account exists', async () => {
          return (await plane.kubectl(['get', 'serviceaccount', 'default', '-n', 'default'])).exit === 0;
        });
      }
      return plane;
    } catch (error) {
      await plane.stop({ keepLogs: true });
      throw new Error(`${(error as Error).message}\nLogs are in ${folder}.`, { cause: error });
    }
  }

  /** Token of a user, as the API server knows it. */
  token(user = ADMIN): string {
    return `token-${Buffer.from(user).toString('hex')}`;
  }

  /** The certificate that proves the API server. */
  certificate(): Buffer {
    return readFileSync(join(this.folder, 'certs', 'apiserver.crt'));
  }

  /** Path of a kubeconfig for a user. */
  kubeconfig(user = ADMIN): string {
    return join(this.folder, `kubeconfig-${this.token(user)}`);
  }

  /** Runs kubectl and returns what it printed; never throws for a refusal. */
  kubectl(args: readonly string[], call: KubectlCall = {}): Promise<KubectlResult> {
    const env = { PATH: process.env.PATH, HOME: this.folder, KUBECONFIG: this.kubeconfig(call.user) };
    return new Promise((resolve, reject) => {
      const child = spawn(this.#programs('kubectl'), args, { env, cwd: call.folder ?? this.folder });
      const output = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
      child.once('error', reject);
      child.once('close', (code) => resolve({ exit: code ?? 1, ...output }));
      child.stdin.on('error', () => {});
      child.stdin.end(call.stdin ?? '');
    });
  }

  /** Ends the kubelets of nodes that have their own, at once and without a word. */
  async stopKubelets(nodes: readonly string[]): Promise<void> {
    for (const node of nodes) await this.#processes.end(`kwok-${node}`);
  }

  /** Starts the kubelets of nodes that have their own. */
  startKubelets(nodes: readonly string[]): void {
    for (const node of nodes) this.#runKubelet(node);
  }

  /** Starts controllers, scheduler and kubelets. */
  startManagers(options: ControlPlaneOptions): void {
    const own = options.ownKubelets !== undefined;
    const elect = { 'leader-elect': String(own), 'secure-port': '0' };
    this.#run(
      'kube-controller-manager',
      {
        kubeconfig: this.kubeconfig(own ? MANAGER : ADMIN),
        'service-account-private-key-file': join(this.folder, 'service-account.key'),
        'root-ca-file': join(this.folder, 'certs', 'apiserver.crt'),
        'use-service-account-credentials': String(own),
        'kube-api-qps': '500',
        'kube-api-burst': '1000',
        ...elect,
      },
      options.flags?.['kube-controller-manager'],
    );
    this.#run(
      'kube-scheduler',
      { kubeconfig: this.kubeconfig(own ? SCHEDULER : ADMIN), ...elect },
      options.flags?.['kube-scheduler'],
    );
    if (own) this.startKubelets(options.ownKubelets);
    else {
      const managed = { 'manage-nodes-with-label-selector': `${LIVE_NODE_LABEL}=true` };
      this.#run('kwok', { ...this.#kubeletFlags(ADMIN), ...managed });
    }
  }

  /** Stops every process; removes the folder unless logs are to be kept. */
  async stop({ keepLogs = false } = {}): Promise<void> {
    await this.#processes.stop();
    process.off('exit', this.#killAll);
    if (!keepLogs) rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + START_PATIENCE_MS; Date.now() < end; await sleep(250)) {
      if (await holds()) return;
      const dead = this.#processes.firstDead();
      if (dead !== undefined) throw new Error(dead);
    }
    throw new Error(`Waited ${START_PATIENCE_MS / 1000} s until ${what}, in vain.`);
  }

  #writeFiles(options: ControlPlaneOptions): void {
    const { users = [], people = [], ownKubelets = [], kubelets = RECORDED_TIMES } = options;
    const write = (name: string, text: string) =>
      writeFileSync(join(this.folder, name), text, { mode: 0o600 });
    mkdirSync(join(this.folder, 'certs'));
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    write('service-account.key', privateKey.export({ type: 'pkcs1', format: 'pem' }) as string);
    const groupsOf = new Map<string, readonly string[]>([
      [ADMIN, [MASTERS]],
      [MANAGER, []],
      [SCHEDULER, []],
      ...users.map((user) => [user, []] as const),
      ...people.map((user) => [user, [MASTERS]] as const),
      ...ownKubelets.map((node) => [nodeUser(node), ['system:nodes', MASTERS]] as const),
    ]);
    const rows = [...groupsOf].map(([user, groups]) =>
      [this.token(user), user, user, ...(groups.length > 0 ? [`"${groups.join(',')}"`] : [])].join(','),
    );
    write('tokens.csv', `${rows.join('\n')}\n`);
    write(
      'audit.yaml',
      JSON.stringify(
        auditPolicy(options.audit === false ? 'nothing' : ownKubelets.length > 0 ? 'whole' : 'writes'),
      ),
    );
    write('kwok.yaml', kubeletStages(kubelets, options.neverReady));
    for (const user of groupsOf.keys())
      write(`kubeconfig-${this.token(user)}`, JSON.stringify(this.#kubeconfigFor(user)));
  }

  #kubeconfigFor(user: string): object {
    return {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'harness',
      clusters: [
        {
          name: 'harness',
          cluster: {
            server: this.server,
            'certificate-authority': join(this.folder, 'certs', 'apiserver.crt'),
          },
        },
      ],
      users: [{ name: user, user: { token: this.token(user) } }],
      contexts: [{ name: 'harness', context: { cluster: 'harness', user } }],
    };
  }

  #startStore(etcd: number, peer: number, port: number, options: ControlPlaneOptions): void {
    const inFolder = (name: string) => join(this.folder, name);
    const store = `http://127.0.0.1:${etcd}`;
    const peers = `http://127.0.0.1:${peer}`;
    this.#run('etcd', {
      'data-dir': inFolder('etcd'),
      'unsafe-no-fsync': 'true',
      'listen-client-urls': store,
      'advertise-client-urls': store,
      'listen-peer-urls': peers,
      'initial-advertise-peer-urls': peers,
      'initial-cluster': `default=${peers}`,
    });
    this.#run(
      'kube-apiserver',
      {
        'etcd-servers': store,
        'secure-port': String(port),
        'bind-address': '127.0.0.1',
        'cert-dir': inFolder('certs'),
        'service-account-key-file': inFolder('service-account.key'),
        'service-account-signing-key-file': inFolder('service-account.key'),
        'service-account-issuer': 'https://harness.test',
        'token-auth-file': inFolder('tokens.csv'),
        'authorization-mode': 'RBAC',
        'service-cluster-ip-range': '10.96.0.0/16',
        'audit-policy-file': inFolder('audit.yaml'),
        'audit-log-path': inFolder('audit.log'),
        'max-requests-inflight': '4000',
        'max-mutating-requests-inflight': '2000',
      },
      options.flags?.['kube-apiserver'],
    );
  }

  #runKubelet(node: string): void {
    const flags = { ...this.#kubeletFlags(nodeUser(node)), 'manage-single-node': node };
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    this.#processes.start(`kwok-${node}`, this.#programs('kwok'), args);
  }

  #kubeletFlags(user: string): Readonly<Record<string, string>> {
    return {
      kubeconfig: this.kubeconfig(user),
      'node-lease-duration-seconds': String(LEASE_SECONDS),
      config: join(this.folder, 'kwok.yaml'),
      v: 'WARN',
    };
  }

  #run(
    program: Parameters<FindProgram>[0],
    flags: Readonly<Record<string, string>>,
    more: readonly string[] = [],
  ): void {
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    this.#processes.start(program, this.#programs(program), [...args, ...more]);
  }
}

/** The name under which a node's kubelet speaks. */
export function nodeUser(node: string): string {
  return `system:node:${node}`;
}
