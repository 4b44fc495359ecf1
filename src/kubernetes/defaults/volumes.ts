import { isObject, type JsonObject } from '../patch/json-value.ts';
import type { PodSpec } from '../types.ts';
import { pullPolicyOf } from './pull-policy.ts';

/** 0644. */
const FILE_MODE = 420;
const TOKEN_SECONDS = 3600;

type Volume = NonNullable<PodSpec['volumes']>[number];

/**
 * A volume with what the API server fills in; one of no source is an emptyDir.
 *
 * @source pkg/apis/core/v1/defaults.go → SetDefaults_Volume … SetDefaults_HostPathVolumeSource (v1.36.3)
 * @source pkg/apis/core/v1/zz_generated.defaults.go → SetObjectDefaults_PodTemplate (v1.36.3)
 */
export function defaultVolume(given: Volume): Volume {
  const volume: Record<string, unknown> = { ...given };
  let hasSource = false;
  for (const [source, value] of Object.entries(volume)) {
    if (!isObject(value)) continue;
    hasSource = true;
    const fill = SOURCES[source];
    if (fill) volume[source] = fill(value);
  }
  if (!hasSource) volume.emptyDir = {};
  return volume as unknown as Volume;
}

type Fill = (source: JsonObject) => JsonObject;

const SOURCES: Readonly<Record<string, Fill>> = {
  secret: withFileMode,
  configMap: withFileMode,
  downwardAPI: (source) => withFileMode(withFieldVersions(source)),
  projected: (source) =>
    withFileMode(
      Array.isArray(source.sources) ? { ...source, sources: source.sources.map(projectedSource) } : source,
    ),
  hostPath: (source) => ({ ...source, type: source.type ?? '' }),
  image: (source) => ({ ...source, pullPolicy: source.pullPolicy || pullPolicyOf(source.reference) }),
  ephemeral: withVolumeMode,
  iscsi: (source) => ({ ...source, iscsiInterface: source.iscsiInterface || 'default' }),
  rbd: (source) => ({
    ...source,
    pool: source.pool || 'rbd',
    user: source.user || 'admin',
    keyring: source.keyring || '/etc/ceph/keyring',
  }),
  azureDisk: (source) => ({
    ...source,
    cachingMode: source.cachingMode ?? 'ReadWrite',
    fsType: source.fsType ?? 'ext4',
    readOnly: source.readOnly ?? false,
    kind: source.kind ?? 'Shared',
  }),
  scaleIO: (source) => ({
    ...source,
    storageMode: source.storageMode || 'ThinProvisioned',
    fsType: source.fsType || 'xfs',
  }),
};

function withFileMode(source: JsonObject): JsonObject {
  return { ...source, defaultMode: source.defaultMode ?? FILE_MODE };
}

/** A downward API source whose items say which version of the pod's fields they mean. */
function withFieldVersions(source: JsonObject): JsonObject {
  if (!Array.isArray(source.items)) return source;
  const items = source.items.map((item: unknown) => {
    if (!isObject(item) || !isObject(item.fieldRef)) return item;
    return { ...item, fieldRef: { ...item.fieldRef, apiVersion: item.fieldRef.apiVersion || 'v1' } };
  });
  return { ...source, items };
}

function projectedSource(source: unknown): unknown {
  if (!isObject(source)) return source;
  const { downwardAPI, serviceAccountToken: token } = source;
  return {
    ...source,
    ...(isObject(downwardAPI) ? { downwardAPI: withFieldVersions(downwardAPI) } : {}),
    ...(isObject(token)
      ? { serviceAccountToken: { ...token, expirationSeconds: token.expirationSeconds ?? TOKEN_SECONDS } }
      : {}),
  };
}

function withVolumeMode(source: JsonObject): JsonObject {
  const template = source.volumeClaimTemplate;
  if (!isObject(template)) return source;
  const spec = isObject(template.spec) ? template.spec : {};
  const volumeMode = spec.volumeMode ?? 'Filesystem';
  return { ...source, volumeClaimTemplate: { ...template, spec: { ...spec, volumeMode } } };
}
