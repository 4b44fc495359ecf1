import { type ConfigMap, compileSelector, type Service, selects } from '../kubernetes/index.ts';
import type { KeyHosts, ServiceDirectory } from './declared/calls.ts';
import { serviceHosts } from './declared/service-hosts.ts';
import type { ObjectIndex } from './object-index.ts';

/** What the search for calls asks of a cluster. A ConfigMap is searched once, however many pods read it. */
export function serviceDirectory(objects: ObjectIndex): ServiceDirectory {
  const hostsByMap = new Map<string, readonly KeyHosts[]>();
  return {
    hasService: (namespace, name) => objects.has(`Service/${namespace}/${name}`),
    configMapHosts: (namespace, name) => {
      const key = `ConfigMap/${namespace}/${name}`;
      const hosts = hostsByMap.get(key) ?? hostsOf(objects.get(key) as ConfigMap | undefined);
      hostsByMap.set(key, hosts);
      return hosts;
    },
    isOwnService: (namespace, name, labels) => {
      const service = objects.get(`Service/${namespace}/${name}`) as Service | undefined;
      const matchLabels = service?.spec?.selector ?? {};
      const selector = Object.keys(matchLabels).length > 0 ? compileSelector({ matchLabels }) : undefined;
      return selector !== undefined && selects(selector, labels);
    },
  };
}

/** The hosts that the values of a ConfigMap name, by key. */
export function hostsOf(map: ConfigMap | undefined): KeyHosts[] {
  return Object.entries(map?.data ?? {})
    .map(([key, value]) => ({ key, hosts: serviceHosts(value) }))
    .filter(({ hosts }) => hosts.length > 0);
}
