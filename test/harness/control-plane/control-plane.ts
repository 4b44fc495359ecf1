import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FindProgram, programFinder } from '../binaries.ts';
import { freePorts } from './free-ports.ts';
import { type KubeletTimes, kubeletStages, LIVE_NODE_LABEL, RECORDED_TIMES } from './kubelet-stages.ts';
import { ProcessGroup } from './process-group.ts';

const START_PATIENCE_MS = 120_000;
const LEASE_SECONDS = 40;
const ADMIN = 'admin';
const READ_VERBS = ['get', 'list', 'watch'];

/** What a control plane is started with. */
export interface ControlPlaneOptions {
  readonly programs?: FindProgram;
  readonly kubelets?: KubeletTimes;
  /** User names besides `admin`; what they may do, RBAC objects say. `name@group` style names are fine. */
  readonly users?: readonly string[];
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

  /** Starts everything and returns when the API server is ready and the default service account exists. */
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
      plane.#startManagers(options);
      await plane.#until('the default service account exists', async () => {
        return (await plane.kubectl(['get', 'serviceaccount', 'default', '-n', 'default'])).exit === 0;
      });
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

  #writeFiles({ users = [], kubelets = RECORDED_TIMES }: ControlPlaneOptions): void {
    const write = (name: string, text: string) =>
      writeFileSync(join(this.folder, name), text, { mode: 0o600 });
    mkdirSync(join(this.folder, 'certs'));
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    write('service-account.key', privateKey.export({ type: 'pkcs1', format: 'pem' }) as string);
    write(
      'tokens.csv',
      [
        `${this.token()},${ADMIN},${ADMIN},"system:masters"`,
        ...users.map((user) => `${this.token(user)},${user},${user}`),
        '',
      ].join('\n'),
    );
    write('audit.yaml', JSON.stringify(AUDIT_POLICY));
    write('kwok.yaml', kubeletStages(kubelets));
    for (const user of [ADMIN, ...users])
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

  #startManagers(options: ControlPlaneOptions): void {
    const kubeconfig = this.kubeconfig();
    this.#run(
      'kube-controller-manager',
      {
        kubeconfig,
        'service-account-private-key-file': join(this.folder, 'service-account.key'),
        'root-ca-file': join(this.folder, 'certs', 'apiserver.crt'),
        'leader-elect': 'false',
        'secure-port': '0',
        'use-service-account-credentials': 'false',
        'kube-api-qps': '500',
        'kube-api-burst': '1000',
      },
      options.flags?.['kube-controller-manager'],
    );
    this.#run(
      'kube-scheduler',
      { kubeconfig, 'leader-elect': 'false', 'secure-port': '0' },
      options.flags?.['kube-scheduler'],
    );
    this.#run('kwok', {
      kubeconfig,
      'manage-nodes-with-label-selector': `${LIVE_NODE_LABEL}=true`,
      'node-lease-duration-seconds': String(LEASE_SECONDS),
      config: join(this.folder, 'kwok.yaml'),
    });
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

/** Every write with request and answer; no reads, no leases. */
const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', verbs: READ_VERBS },
    { level: 'None', resources: [{ group: 'coordination.k8s.io' }] },
    { level: 'RequestResponse' },
  ],
};
