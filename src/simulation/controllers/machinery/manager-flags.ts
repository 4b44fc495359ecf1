import type { WorldView } from '../../../world/index.ts';

const READ = new WeakMap<object, ReadonlyMap<string, string>>();

/**
 * The flags that kube-controller-manager was started with, without their dashes, where the snapshot shows its pod (as
 * kubeadm runs it).
 */
export function managerFlags(world: WorldView): ReadonlyMap<string, string> {
  const known = READ.get(world.snapshot);
  if (known) return known;
  const flags = new Map<string, string>();
  for (const templateId of world.templates.inNamespace('kube-system')) {
    const { labels, spec } = world.templates.get(templateId).make;
    if (labels['component'] !== 'kube-controller-manager') continue;
    for (const { command = [], args = [] } of spec.containers) {
      for (const word of [...command, ...args]) {
        const flag = /^--([^=]+)=(.*)$/s.exec(word);
        if (flag) flags.set(flag[1]!, flag[2]!);
      }
    }
  }
  READ.set(world.snapshot, flags);
  return flags;
}

/** Whether a feature gate is on: as the controller manager's flags say, else as given. */
export function isFeatureOn(world: WorldView, gate: string, byDefault: boolean): boolean {
  const settings = (managerFlags(world).get('feature-gates') ?? '').split(',');
  const setting = settings.find((each) => each.startsWith(`${gate}=`))?.slice(gate.length + 1);
  return setting === undefined ? byDefault : setting.toLowerCase() === 'true';
}
