import type { Change, WorldView } from '../../../world/index.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { CLAIM } from '../persistent-volume/bind.ts';

/**
 * Makes the claims of pods' generic ephemeral volumes.
 *
 * @source pkg/controller/volume/ephemeral/controller.go → handleVolume (v1.36.3)
 */
export function ephemeralVolumeController(): Controller {
  return { name: 'ephemeral-volume-controller', concerns: new Set(['createPod']), watch, unsettled, sync };
}

/** Keys are rows of pods. */
function* watch(change: Change, world: WorldView): Iterable<string> {
  if (change.type === 'createPod' && hasEphemeral(world, change.row)) yield `${change.row}`;
}

function* unsettled(): Iterable<string> {}

function sync(key: string, { world, api, actor }: ControllerContext): void {
  const row = Number(key);
  const { pods } = world;
  if (!pods.exists(row) || pods.isTerminating(row)) return;
  const namespace = pods.namespace(row);
  for (const { name, ephemeral } of pods.template(row).make.spec.volumes ?? []) {
    const template = ephemeral?.volumeClaimTemplate;
    if (!template) continue;
    const owner = {
      apiVersion: 'v1',
      kind: 'Pod',
      name: pods.name(row),
      uid: pods.uid(row),
      controller: true,
      blockOwnerDeletion: true,
    };
    const { labels, annotations } = template.metadata ?? {};
    const metadata = {
      name: `${pods.name(row)}-${name}`,
      namespace,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ownerReferences: [owner],
    };
    api.create({ apiVersion: 'v1', kind: CLAIM, metadata, spec: template.spec }, actor);
  }
}

function hasEphemeral({ pods }: WorldView, row: number): boolean {
  return (pods.template(row).make.spec.volumes ?? []).some(({ ephemeral }) => ephemeral !== undefined);
}
