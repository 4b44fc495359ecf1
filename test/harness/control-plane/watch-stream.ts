import type { ClientRequest } from 'node:http';
import { request } from 'node:https';
import type { ControlPlane } from './control-plane.ts';

/** Part of a Kubernetes object that the harness reads; the rest is carried along. */
export interface WatchedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Record<string, unknown> & { name: string; namespace?: string; uid: string };
  readonly [field: string]: unknown;
}

/** One watch event, with the time at which it arrived (milliseconds since 1970). */
export interface Observation {
  readonly at: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: WatchedObject;
}

/** Watches one resource (`/api/v1/pods`) from its present state on; returns how to stop. */
export function watchResource(
  plane: ControlPlane,
  path: string,
  seen: (observation: Observation) => void,
): () => void {
  let open: ClientRequest | undefined;
  let stopped = false;
  const connect = () => {
    open = request(
      `${plane.server}${path}?watch=true&timeoutSeconds=7200`,
      { ca: plane.certificate(), headers: { authorization: `Bearer ${plane.token()}` } },
      (response) => {
        let rest = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() as string;
          for (const line of lines) {
            const { type, object } = JSON.parse(line) as { type: string; object: WatchedObject };
            if (isChange(type)) seen({ at: Date.now(), type, object });
          }
        });
        response.on('error', () => {});
      },
    );
    open.on('error', (error) => {
      if (!stopped) throw new Error(`The watch of ${path} broke: ${error.message}`);
    });
    open.end();
  };
  connect();
  return () => {
    stopped = true;
    open?.destroy();
  };
}

function isChange(type: string): type is Observation['type'] {
  return type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED';
}
