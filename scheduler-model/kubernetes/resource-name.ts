import { isLabelName } from './label-name.ts';

/** A resource outside Kubernetes' own names, such as `nvidia.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  return (
    name.includes('/') &&
    !name.includes('kubernetes.io/') &&
    !name.startsWith('requests.') &&
    isLabelName(`requests.${name}`)
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
