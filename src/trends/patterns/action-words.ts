import { type ActionRecord, type ObjectRef, refKey } from '../../history/index.ts';
import { isObject } from '../../kubernetes/index.ts';

import type { Owners } from '../symptoms/owners.ts';

/** What somebody did, in words: `restarts Deployment/default/api`; undefined for what is only a remark or a look. */
export function actionWords(action: ActionRecord, owners: Owners): string | undefined {
  const { ref, verb, subresource } = action;
  if (!ref) return undefined;
  if (verb === 'create' && subresource === 'eviction') return `evicts pods of ${refKey(owners.topOf(ref))}`;
  if (subresource === 'scale') return `scales ${refKey(ref)}`;
  if (verb === 'delete')
    return ref.kind === 'Pod' ? `deletes pods of ${refKey(owners.topOf(ref))}` : `deletes ${refKey(ref)}`;
  if (verb === 'create' && subresource === '') return `creates ${refKey(ref)}`;
  if (verb !== 'patch' && verb !== 'update') return undefined;
  return changedWords(action, ref);
}

function changedWords({ request, subresource }: ActionRecord, ref: ObjectRef): string | undefined {
  if (subresource !== '' && subresource !== 'status') return undefined;
  if (!isObject(request)) return `changes ${refKey(ref)}`;
  const fields = Object.keys(request).filter((key) => !['apiVersion', 'kind', 'metadata'].includes(key));
  const metadata = isObject(request.metadata) ? Object.keys(request.metadata) : [];
  if (
    fields.length === 0 &&
    metadata.every((key) => key === 'annotations' || key === 'name' || key === 'namespace')
  ) {
    return undefined;
  }
  const spec = isObject(request.spec) ? request.spec : {};
  if (ref.kind === 'Node' && 'unschedulable' in spec) {
    return `${spec.unschedulable === true ? 'cordons' : 'uncordons'} ${refKey(ref)}`;
  }
  if ('replicas' in spec && Object.keys(spec).length === 1) return `scales ${refKey(ref)}`;
  if (JSON.stringify(spec).includes('kubectl.kubernetes.io/restartedAt')) return `restarts ${refKey(ref)}`;
  return `changes ${refKey(ref)}`;
}
