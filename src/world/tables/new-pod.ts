/** What a row needs when its pod is new. */
export interface NewPod {
  readonly name: string;
  readonly uid: string;
  readonly templateId: number;
  readonly nodeRow: number;
  readonly createdMs: number;
  readonly finalizers: boolean;
}
