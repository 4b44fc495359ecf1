import { usage } from '../command-line/flags.ts';
import type { VerbInput } from '../verb.ts';
import type { Generator } from './generator.ts';
import { DATA_FLAGS, dataOf } from './generators-config.ts';

const DOCKER_CONFIG_KEY = '.dockerconfigjson';
const DOCKER_SERVER = 'https://index.docker.io/v1/';
/** What a secret of each sort holds. */
const SECRET_SORTS: Readonly<Record<string, (input: VerbInput) => SecretContent>> = {
  generic: genericContent,
  tls: tlsContent,
  'docker-registry': dockerContent,
};

/** The type of a secret, unless the server is to choose it, and its texts. */
interface SecretContent {
  readonly type: string | undefined;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * @deviation whether the key of `tls` belongs to its certificate is not checked.
 * @source k8s.io/kubectl/pkg/cmd/create/create_secret.go, create_secret_tls.go, create_secret_docker.go (v0.36.3)
 */
export const createSecret: Generator = {
  name: 'secret',
  usage: 'secret generic|tls|docker-registry NAME …',
  flags: [
    ...DATA_FLAGS,
    { name: 'type', type: 'string' },
    { name: 'cert', type: 'string' },
    { name: 'key', type: 'string' },
    { name: 'docker-server', type: 'string' },
    { name: 'docker-username', type: 'string' },
    { name: 'docker-password', type: 'string' },
    { name: 'docker-email', type: 'string' },
  ],
  refused: 'failed to create secret',
  read: (input, name) => {
    const { positional, command, namespace } = input;
    const contentOf = SECRET_SORTS[positional[0] ?? ''];
    if (!contentOf) throw usage(`unknown command ${JSON.stringify(positional.join(' '))}`, command);
    const { type, texts } = contentOf(input);
    const data = Object.entries(texts).map(([key, text]) => [key, base64(text)]);
    return () => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      ...(type ? { type } : {}),
      ...(data.length > 0 ? { data: Object.fromEntries(data) } : {}),
    });
  },
};

function genericContent(input: VerbInput): SecretContent {
  return { type: input.flags.text('type') || undefined, texts: secretTexts(input) };
}

function secretTexts(input: VerbInput, keyOf?: string): Record<string, string> {
  return dataOf(
    input,
    {
      invalid: (key, problems) =>
        `${JSON.stringify(key)} is not valid key name for a Secret ${problems.join(';')}`,
      twice: (key) => `cannot add key ${key}, another key by that name already exists`,
    },
    keyOf,
  );
}

/** @source crypto/tls → X509KeyPair */
function tlsContent({ flags, files, command }: VerbInput): SecretContent {
  const [certificatePath, keyPath] = [flags.text('cert'), flags.text('key')];
  if (!certificatePath || !keyPath) throw usage('key and cert must be specified', command);
  const [certificate, key] = [files.read(certificatePath), files.read(keyPath)];
  if (!certificate.includes('-----BEGIN CERTIFICATE-----')) {
    throw usage('tls: failed to find any PEM data in certificate input', command);
  }
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)) {
    throw usage('tls: failed to find any PEM data in key input', command);
  }
  return { type: 'kubernetes.io/tls', texts: { 'tls.crt': certificate, 'tls.key': key } };
}

function dockerContent(input: VerbInput): SecretContent {
  const { flags, command } = input;
  const type = 'kubernetes.io/dockerconfigjson';
  if (flags.list('from-file').length > 0) return { type, texts: secretTexts(input, DOCKER_CONFIG_KEY) };
  const [username, password, email] = ['docker-username', 'docker-password', 'docker-email'].map((flag) =>
    flags.text(flag),
  );
  const server = flags.text('docker-server') ?? DOCKER_SERVER;
  if (!username || !password || !server) {
    throw usage(
      'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      command,
    );
  }
  const account = {
    username,
    password,
    ...(email ? { email } : {}),
    auth: base64(`${username}:${password}`),
  };
  return { type, texts: { [DOCKER_CONFIG_KEY]: JSON.stringify({ auths: { [server]: account } }) } };
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
