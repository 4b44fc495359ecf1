/** The fields of object metadata that the scheduler reads. */
export interface ObjectMeta {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly creationTimestamp?: Timestamp;
  readonly deletionTimestamp?: Timestamp;
  readonly generation?: number;
}

/** RFC 3339 text, or a date as typed clients decode it. */
export type Timestamp = string | Date;

export type Labels = Readonly<Record<string, string>>;

/** Resource amounts by name, as written. */
export type ResourceList = Readonly<Record<string, string | number>>;

export interface OwnerReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly controller?: boolean;
}

export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface LabelSelectorRequirement {
  readonly key: string;
  /** In, NotIn, Exists, DoesNotExist; any other word is an invalid selector. */
  readonly operator: string;
  readonly values?: readonly string[];
}
