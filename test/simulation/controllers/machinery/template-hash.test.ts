import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  type ControllerRevision,
  type KubeObject,
  kubernetesVersion,
  type PodTemplateSpec,
  parseYaml,
  type ReplicaSet,
  revisionTemplate,
} from '../../../../src/kubernetes/index.ts';
import { controllerOf } from '../../../../src/simulation/controllers/machinery/ownership.ts';
import { storedTemplate } from '../../../../src/simulation/controllers/machinery/pod-templates.ts';
import { templateHash } from '../../../../src/simulation/controllers/machinery/template-hash.ts';
import { readSnapshot } from '../../../../src/snapshot/index.ts';
import { REAL_DATA } from '../../../snapshot/support/files.ts';

interface Vector {
  readonly name: string;
  readonly hash: string;
  readonly template: PodTemplateSpec;
  readonly collisionCount?: number;
}

const VECTORS = parseYaml(readFileSync(join(import.meta.dirname, 'template-hashes.yaml'), 'utf8'))[0]!
  .value as Vector[];

test.each(VECTORS)('as the controllers of 1.36 hash it: $name', ({ hash, template, collisionCount }) => {
  expect(templateHash(storedTemplate(template)!, 36, collisionCount)).toBe(hash);
});

/** What a controller called by the hash of a template. */
interface Named {
  readonly name: string;
  readonly hash: string | undefined;
  readonly template: PodTemplateSpec;
  /** The owner's, which may have had none yet when it made this. */
  readonly collisionCount: number | undefined;
}

test.each(recordings())(
  '$run: ReplicaSets and ControllerRevisions are called by the hash',
  ({ run, named }) => {
    const minor = kubernetesVersion(/-(v1\.\d+)$/.exec(run)?.[1]).minor;
    expect(misnamed(named, minor)).toEqual([]);
  },
);

test.skipIf(!REAL_DATA)('the ReplicaSets of a cluster of 1.31, with k3s and its own add-ons', async () => {
  const snapshot = await readSnapshot([join(REAL_DATA!, 'support-bundle-1-node.tar.gz')]);
  const named = namedIn(snapshot.objects.get('ReplicaSet.apps') ?? []);
  expect(named.length).toBeGreaterThan(0);
  expect(misnamed(named, kubernetesVersion(snapshot.metadata.kubernetes).minor)).toEqual([]);
});

test('what the version does not know is not hashed', () => {
  const template = { spec: { containers: [{ name: 'main' }], hostnameOverride: 'other' } } as PodTemplateSpec;
  const plain: PodTemplateSpec = { spec: { containers: [{ name: 'main' }] } };
  expect(templateHash(template, 33)).toBe(templateHash(plain, 33));
  expect(templateHash(template, 34)).not.toBe(templateHash(plain, 34));
  expect(templateHash(plain, 34)).not.toBe(templateHash(plain, 33));
});

test.each([
  [34, false],
  [35, true],
  [36, false],
])('a field that only 1.35 had counts in 1.%i: %s', (minor, isCounted) => {
  const containers = [{ name: 'main' }];
  const template = { spec: { containers, workloadRef: { name: 'w', podGroup: 'g' } } } as PodTemplateSpec;
  const isOther = templateHash(template, minor) !== templateHash({ spec: { containers } }, minor);
  expect(isOther).toBe(isCounted);
});

test('versions beyond the modelled ones count as the nearest', () => {
  const template: PodTemplateSpec = { spec: { containers: [{ name: 'main' }] } };
  expect(templateHash(template, 23)).toBe(templateHash(template, 29));
  expect(templateHash(template, 40)).toBe(templateHash(template, 36));
});

function misnamed(named: readonly Named[], minor: number): string[] {
  return named.flatMap(({ name, hash, template, collisionCount }) => {
    const hashes = [templateHash(template, minor), templateHash(template, minor, collisionCount)];
    return hash !== undefined && hashes.includes(hash) ? [] : [`${name}: ${hashes.join(' or ')}`];
  });
}

function namedIn(items: readonly KubeObject[]): Named[] {
  return items.flatMap((object) => {
    const { name = '', labels = {} } = object.metadata;
    const owner = controllerOf(object);
    const holder = items.findLast(({ metadata }) => metadata.uid === owner?.uid);
    const status = holder?.status as { readonly collisionCount?: number } | undefined;
    const collisionCount = status?.collisionCount;
    if (owner?.kind === 'Deployment') {
      const template = withoutHash((object as ReplicaSet).spec?.template ?? {});
      return [{ name, hash: labels['pod-template-hash'], template, collisionCount }];
    }
    if (owner?.kind !== 'DaemonSet') return [];
    const template = revisionTemplate(object as ControllerRevision) as PodTemplateSpec | undefined;
    return template ? [{ name, hash: labels['controller-revision-hash'], template, collisionCount }] : [];
  });
}

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** The recorded runs and incidents in which something is called by a hash. */
function recordings(): { readonly run: string; readonly named: readonly Named[] }[] {
  return ['twin', 'incidents'].flatMap((kind) => {
    const folder = join(import.meta.dirname, '../../..', kind);
    return readdirSync(folder)
      .filter((run) => existsSync(join(folder, run, 'after.json.gz')))
      .map((run) => {
        const items = ['before', 'after'].flatMap((file) => itemsIn(join(folder, run), file));
        return { run, named: namedIn(items) };
      })
      .filter(({ named }) => named.length > 0);
  });
}

function itemsIn(folder: string, file: string): KubeObject[] {
  return JSON.parse(gunzipSync(readFileSync(join(folder, `${file}.json.gz`))).toString()).items;
}
