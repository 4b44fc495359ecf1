import { Agent, request } from 'node:https';
import type { ControlPlane } from './control-plane.ts';

/** A request of the API server, made as a client of one's choice. */
export interface ApiRequest {
  readonly method: string;
  /** `/api/v1/namespaces/default/pods` */
  readonly path: string;
  readonly user?: string;
  readonly userAgent?: string;
  readonly contentType?: string;
  readonly body?: object;
}

const agents = new WeakMap<ControlPlane, Agent>();
const CONNECTIONS = 16;

/** Sends one request over connections that are kept; returns the answer, and throws for a status of 400 or more. */
export function apiRequest(plane: ControlPlane, asked: ApiRequest): Promise<unknown> {
  const agent =
    agents.get(plane) ?? new Agent({ keepAlive: true, maxSockets: CONNECTIONS, ca: plane.certificate() });
  agents.set(plane, agent);
  const headers = {
    authorization: `Bearer ${plane.token(asked.user)}`,
    'content-type': asked.contentType ?? 'application/json',
    ...(asked.userAgent !== undefined && { 'user-agent': asked.userAgent }),
  };
  return new Promise((resolve, reject) => {
    const call = request(
      `${plane.server}${asked.path}`,
      { method: asked.method, agent, headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('error', reject);
        response.on('end', () => {
          if ((response.statusCode ?? 500) >= 400)
            reject(new Error(`${asked.method} ${asked.path}: ${response.statusCode} ${text}`));
          else resolve(JSON.parse(text));
        });
      },
    );
    call.on('error', reject);
    call.end(asked.body === undefined ? '' : JSON.stringify(asked.body));
  });
}

/** Creates objects of one kind at the path of its list, as many at a time as there are connections. */
export async function createAll(
  plane: ControlPlane,
  path: string,
  objects: readonly object[],
): Promise<void> {
  const left = objects.values();
  const create = async () => {
    for (const body of left) await apiRequest(plane, { method: 'POST', path, body });
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, create));
}
