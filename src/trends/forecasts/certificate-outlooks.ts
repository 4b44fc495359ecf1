import { type ObjectRef, refKey } from '../../history/index.ts';
import { type GroupKind, groupKindOf, type KubeObject } from '../../kubernetes/index.ts';
import { certificateEnd } from './certificate-end.ts';
import { sorted } from './grown-outlook.ts';
import type { Fix, NotForecast, Outlook, OutlookContext, Outlooks } from './outlook.ts';

const HOUR_MS = 3_600_000;
/** Annotations in which issuers write the end beside the Secret's hidden values. */
const END_ANNOTATIONS = [
  'auth.openshift.io/certificate-not-after',
  'service.beta.openshift.io/expiry',
  'service.alpha.openshift.io/expiry',
];

interface CertificateStatus {
  readonly notAfter?: string;
  readonly renewalTime?: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
    readonly lastTransitionTime?: string;
  }[];
}

/**
 * Certificates that end: cert-manager's Certificates by their status, Secrets of TLS by annotations or, where their
 * values are not hidden, the certificate itself, and the authorities in webhooks, APIServices and ConfigMaps.
 */
export function certificateOutlooks(context: OutlookContext): Outlooks {
  const { snapshot, namespace } = context;
  const said: (Outlook | NotForecast)[] = [];
  const managed = new Set<string>();
  for (const [kind, objects] of snapshot.objects) {
    for (const object of objects) {
      if (namespace !== undefined && object.metadata.namespace !== namespace) continue;
      if (kind === 'Certificate.cert-manager.io') {
        const { secretName } = (object.spec ?? {}) as { readonly secretName?: string };
        managed.add(`${object.metadata.namespace ?? ''}/${secretName ?? ''}`);
        said.push(...ofCertificate(object, context));
      } else if (
        /^(ValidatingWebhookConfiguration|MutatingWebhookConfiguration|APIService)\./.test(kind) ||
        kind === 'ConfigMap'
      ) {
        said.push(...ofAuthorities(object, kind, context));
      }
    }
  }
  for (const secret of snapshot.objects.get('Secret') ?? []) {
    const { namespace: own = '', name = '' } = secret.metadata;
    if (secret.type !== 'kubernetes.io/tls' || managed.has(`${own}/${name}`)) continue;
    if (namespace === undefined || own === namespace) said.push(...ofSecret(secret, context));
  }
  return sorted(said);
}

function ofCertificate(certificate: KubeObject, context: OutlookContext): (Outlook | NotForecast)[] {
  const object = refIn(certificate);
  const { notAfter, renewalTime, conditions = [] } = (certificate.status ?? {}) as CertificateStatus;
  const endMs = Date.parse(notAfter ?? '');
  if (Number.isNaN(endMs)) return [unreadable(object, 'its status tells no end')];
  const renewalMs = Date.parse(renewalTime ?? '');
  const failed = conditions.find(({ type, status }) => type === 'Issuing' && status === 'False');
  const unready = conditions.find(({ type, status }) => type === 'Ready' && status !== 'True');
  if (renewalMs > context.nowMs - HOUR_MS && !unready) {
    const detail = `cert-manager renews it at ${minutes(renewalMs)}`;
    return [{ kind: 'certificate', object, what: 'certificate', reason: 'renews by itself', detail }];
  }
  const why = failed?.message ?? unready?.message;
  const missed = Number.isNaN(renewalMs)
    ? 'nothing says that it is renewed'
    : `it should have been renewed at ${minutes(renewalMs)}`;
  const { namespace, name } = object;
  return ending(object, endMs, context, {
    detail: why === undefined ? missed : `${missed}: ${why}`,
    evidence: `status.notAfter of ${refKey(object)}`,
    fix: {
      command: `cmctl renew ${name} -n ${namespace}`,
      effect: `asks cert-manager again; why it failed: kubectl describe certificaterequest,order -n ${namespace}`,
    },
  });
}

function ofSecret(secret: KubeObject, context: OutlookContext): (Outlook | NotForecast)[] {
  const object = refIn(secret);
  const annotated = END_ANNOTATIONS.map((name) => secret.metadata.annotations?.[name]).find(
    (value) => value !== undefined,
  );
  const { data } = secret as { readonly data?: Readonly<Record<string, unknown>> };
  const value = data?.['tls.crt'];
  const endMs =
    annotated === undefined ? certificateEnd(typeof value === 'string' ? value : '') : Date.parse(annotated);
  if (endMs === undefined || Number.isNaN(endMs)) {
    return [
      unreadable(object, 'the values of Secrets are hidden, and no annotation or Certificate tells its end'),
    ];
  }
  return ending(object, endMs, context, {
    detail: 'nothing says that it is renewed',
    evidence: annotated === undefined ? `tls.crt of ${refKey(object)}` : `annotations of ${refKey(object)}`,
    fix: {
      command: `kubectl create secret tls ${object.name} -n ${object.namespace} --cert=tls.crt --key=tls.key --dry-run=client -o yaml | kubectl apply -f -`,
      effect: 'puts a new pair in its place',
    },
  });
}

/** Certificates of authorities stand in the open: in webhooks, APIServices and ConfigMaps such as kube-root-ca.crt. */
function ofAuthorities(
  object: KubeObject,
  kind: GroupKind,
  context: OutlookContext,
): (Outlook | NotForecast)[] {
  const ref = { ...refIn(object), kind };
  return bundlesIn(object, kind).flatMap(({ what, text }) => {
    const endMs = certificateEnd(text);
    if (endMs === undefined) return [];
    const said = ending(ref, endMs, context, {
      detail: `${what}: when it ends, what it signed is no longer trusted`,
      evidence: `${what} of ${refKey(ref)}`,
      fix: {
        command: `kubectl get ${kind.toLowerCase()} ${ref.name}${ref.namespace ? ` -n ${ref.namespace}` : ''} -o yaml`,
        effect: 'whoever manages it must issue a new authority',
      },
    });
    return said;
  });
}

function bundlesIn(object: KubeObject, kind: GroupKind): { readonly what: string; readonly text: string }[] {
  const { data, webhooks, spec } = object as {
    readonly data?: Readonly<Record<string, unknown>>;
    readonly webhooks?: readonly {
      readonly name?: string;
      readonly clientConfig?: { readonly caBundle?: unknown };
    }[];
    readonly spec?: { readonly caBundle?: unknown };
  };
  const found: { what: string; text: unknown }[] =
    kind === 'ConfigMap'
      ? Object.entries(data ?? {}).map(([key, text]) => ({ what: `key ${key}`, text }))
      : [
          ...(webhooks ?? []).map(({ name, clientConfig }) => ({
            what: `webhook ${name}`,
            text: clientConfig?.caBundle,
          })),
          { what: 'caBundle', text: spec?.caBundle },
        ];
  return found.flatMap(({ what, text }) =>
    typeof text === 'string' && (kind !== 'ConfigMap' || text.startsWith('-----BEGIN CERTIFICATE'))
      ? [{ what, text }]
      : [],
  );
}

function ending(
  object: ObjectRef,
  endMs: number,
  { nowMs, horizonMs }: OutlookContext,
  { detail, evidence, fix }: { readonly detail: string; readonly evidence: string; readonly fix: Fix },
): (Outlook | NotForecast)[] {
  const said = { kind: 'certificate', object, what: 'certificate' } as const;
  if (endMs > nowMs + horizonMs)
    return [{ ...said, reason: 'beyond the horizon', detail: `it ends at ${minutes(endMs)}` }];
  return [
    {
      ...said,
      unit: 'time',
      state: endMs <= nowMs ? 'has run out' : 'runs out',
      runsOutMs: endMs,
      earliestMs: endMs,
      latestMs: endMs,
      detail,
      evidence,
      fix,
    },
  ];
}

function unreadable(object: ObjectRef, detail: string): NotForecast {
  return { kind: 'certificate', object, what: 'certificate', reason: 'not readable', detail };
}

function refIn({ apiVersion = 'v1', kind = '', metadata }: KubeObject): ObjectRef {
  return {
    kind: groupKindOf(apiVersion, kind),
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
  };
}

function minutes(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}
