/** A resource outside Kubernetes' own names, such as `nvidia.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  return (
    name.includes('/') &&
    !name.includes('kubernetes.io/') &&
    !name.startsWith('requests.') &&
    isQualified(name)
  );
}

/**
 * A resource that nodes count beside cpu, memory and storage; any other name is ignored.
 *
 * @source pkg/scheduler/util/utils.go → IsScalarResourceName (v1.36.3)
 */
export function isScalarResource(name: string): boolean {
  return (
    isExtendedResource(name) ||
    name.startsWith('hugepages-') ||
    name.includes('kubernetes.io/') ||
    name.startsWith('attachable-volumes-')
  );
}

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Whether the name, after quota's prefix is put before it, is a qualified name. */
function isQualified(name: string): boolean {
  const parts = `requests.${name}`.split('/');
  return parts.length === 2 && parts[0]!.length <= 253 && PREFIX.test(parts[0]!) && NAME.test(parts[1]!);
}
