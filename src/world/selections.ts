import {
  compileSelector,
  NOTHING,
  type Selector,
  selectorOfMap,
  selects,
} from '../../scheduler-model/index.ts';
import type { GroupKind, KubeObject, LabelSelector } from '../kubernetes/index.ts';
import type { ObjectTable } from './tables/object-table.ts';
import type { TemplateTable } from './tables/template-table.ts';

/** Kinds whose spec.selector is a plain map of labels; an empty one selects nothing. */
const PLAIN_SELECTORS: ReadonlySet<GroupKind> = new Set(['Service', 'ReplicationController']);

interface Answer {
  readonly version: number;
  readonly names: readonly string[];
  /** `namespace/name` of each. */
  readonly keys: readonly string[];
}

const NOBODY: Answer = { version: 0, names: [], keys: [] };

/**
 * Which objects select which pods, asked by template. Answers are kept until an object of the kind comes, goes or
 * changes its selector in the namespace, so that a rollback needs no undo here.
 */
export class Selections {
  readonly #templates: Omit<TemplateTable, 'intern'>;
  readonly #objects: ObjectTable;
  readonly #answers = new Map<GroupKind, Map<number, Answer>>();
  readonly #selectors = new WeakMap<object, Selector>();

  constructor(templates: TemplateTable, objects: ObjectTable) {
    this.#templates = templates;
    this.#objects = objects;
  }

  /** What an object selects; nothing when it has no selector or one that the API server would refuse. */
  selectorOf(kind: GroupKind, object: KubeObject): Selector {
    const raw = (object['spec'] as { readonly selector?: object | null } | undefined)?.selector;
    if (!raw) return NOTHING;
    const known = this.#selectors.get(raw);
    if (known) return known;
    const selector = compile(kind, raw);
    this.#selectors.set(raw, selector);
    return selector;
  }

  /** Templates whose pods the object selects. */
  templatesOf(kind: GroupKind, object: KubeObject): readonly number[] {
    return this.#templates.selected(object.metadata.namespace ?? 'default', this.selectorOf(kind, object));
  }

  /** Names of the objects of a kind that select the pods of a template, in the order in which they came. */
  selecting(kind: GroupKind, templateId: number): readonly string[] {
    return this.#answer(kind, templateId).names;
  }

  /** The same as `namespace/name`. */
  keysSelecting(kind: GroupKind, templateId: number): readonly string[] {
    return this.#answer(kind, templateId).keys;
  }

  #answer(kind: GroupKind, templateId: number): Answer {
    const { namespace } = this.#templates.get(templateId);
    const version = this.#objects.selectorVersion(kind, namespace);
    if (version === 0) return NOBODY;
    let answers = this.#answers.get(kind);
    if (!answers) {
      answers = new Map();
      this.#answers.set(kind, answers);
    }
    const known = answers.get(templateId);
    if (known?.version === version) return known;
    const names: string[] = [];
    const { labels } = this.#templates.get(templateId).make;
    for (const object of this.#objects.inNamespace(kind, namespace)) {
      if (selects(this.selectorOf(kind, object), labels)) names.push(object.metadata.name ?? '');
    }
    const answer = { version, names, keys: names.map((name) => `${namespace}/${name}`) };
    answers.set(templateId, answer);
    return answer;
  }
}

function compile(kind: GroupKind, raw: object): Selector {
  if (!PLAIN_SELECTORS.has(kind)) return compileSelector(raw as LabelSelector) ?? NOTHING;
  return Object.keys(raw).length === 0 ? NOTHING : selectorOfMap(raw as Record<string, string>);
}
