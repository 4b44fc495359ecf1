export { Cluster } from './cluster/cluster.ts';
export {
  compileSelector,
  EVERYTHING,
  isEmptySelector,
  NOTHING,
  type Selector,
  selectorOfMap,
  selects,
} from './kubernetes/label-selector.ts';
