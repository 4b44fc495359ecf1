import type { ObjectRef } from '../history/index.ts';
import { pluralOf } from '../kubernetes/index.ts';
import { shellWord } from './shell-word.ts';

const SCALABLE = new Set(['Deployment.apps', 'ReplicaSet.apps', 'StatefulSet.apps', 'ReplicationController']);
const IMAGE = /^spec(?:\.template\.spec)?\.containers\[([^\]]+)\]\.image$/;

/** The kubectl command that gives a field a value; a value of null or undefined takes the field away. */
export function valueCommand(ref: ObjectRef, path: string, value: unknown): string {
  const where = ref.namespace === '' ? '' : ` -n ${ref.namespace}`;
  const target = `${typeWord(ref)}/${ref.name}`;
  if (path === 'spec.replicas' && SCALABLE.has(ref.kind) && typeof value === 'number')
    return `kubectl scale ${target}${where} --replicas=${value}`;
  const container = IMAGE.exec(path)?.[1];
  if (container !== undefined && typeof value === 'string')
    return `kubectl set image ${target}${where} ${shellWord(`${container}=${value}`)}`;
  return `kubectl patch ${target}${where} --type=strategic -p ${shellWord(JSON.stringify(patchOf(path, value ?? null)))}`;
}

/** As kubectl takes it: `deployment`, `configmap`, `certificates.cert-manager.io`. */
export function typeWord({ kind }: ObjectRef): string {
  const [plain = '', ...group] = kind.split('.');
  const isOwn = group.length === 0 || !group.join('.').includes('.') || group.join('.').endsWith('.k8s.io');
  return isOwn ? plain.toLowerCase() : `${pluralOf(kind)}.${group.join('.')}`;
}

/** The patch that gives the field at a path the value; items of lists are named, as strategic merge finds them. */
function patchOf(path: string, value: unknown): unknown {
  if (path === '') return value;
  const item = /^\[([^\]]*)\]\.?(.*)$/.exec(path);
  if (item) {
    const rest = patchOf(item[2] ?? '', value);
    return [{ name: item[1], ...(typeof rest === 'object' && rest !== null ? rest : { $patch: 'delete' }) }];
  }
  const { key, rest } = firstStep(path);
  return { [key]: patchOf(rest, value) };
}

/** Keys of maps of texts hold dots and are taken whole. */
function firstStep(path: string): { readonly key: string; readonly rest: string } {
  const whole =
    /^(data|stringData|annotations|labels|nodeSelector|matchLabels|limits|requests|hard)\.(.+)$/.exec(path);
  if (whole) return { key: whole[1] ?? '', rest: `\u0000${whole[2] ?? ''}` };
  if (path.startsWith('\u0000')) return { key: path.slice(1), rest: '' };
  const end = /[.[]/.exec(path)?.index ?? path.length;
  const rest = path.slice(end);
  return { key: path.slice(0, end), rest: rest.startsWith('.') ? rest.slice(1) : rest };
}
