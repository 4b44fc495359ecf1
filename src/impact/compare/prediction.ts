import type { ImpactReport } from '../documents.ts';

/** What an impact report says that a recording can confirm or deny. */
export type Prediction = Pick<ImpactReport, 'commands' | 'timeline' | 'services'> &
  Partial<Pick<ImpactReport, 'pending'>>;

/** Part of a pod's manifest that tells who owns it and where it runs. */
export interface PodManifest {
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly controller?: boolean;
    }[];
  };
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { type: string; status: string; message?: string }[];
  };
}
