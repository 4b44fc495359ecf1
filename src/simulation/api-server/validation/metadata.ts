import type { GroupKind, KubeObject } from '../../../kubernetes/index.ts';
import { type FieldError, quoted } from '../refusals.ts';

const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const SERVICE_NAME = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** What a name of one part must be. */
export const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SERVICE_RULE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** Whether a name is a lowercase RFC 1123 label. */
export function isLabel(name: string): boolean {
  return LABEL.test(name);
}

/** Kinds whose names are free text. */
const ANY_NAME = /\.rbac\.authorization\.k8s\.io$/;

/** @source k8s.io/apimachinery/pkg/api/validation/objectmeta.go → ValidateObjectMeta (v0.36.3) */
export function metadataErrors(kind: GroupKind, { metadata }: KubeObject): FieldError[] {
  const { name = '' } = metadata;
  if (name === '') {
    return metadata.generateName
      ? []
      : [{ field: 'metadata.name', message: 'Required value: name or generateName is required' }];
  }
  if (ANY_NAME.test(kind)) return [];
  const [pattern, rule] =
    kind === 'Namespace'
      ? [LABEL, LABEL_RULE]
      : kind === 'Service'
        ? [SERVICE_NAME, SERVICE_RULE]
        : [SUBDOMAIN, SUBDOMAIN_RULE];
  if (pattern.test(name)) return [];
  return [{ field: 'metadata.name', message: `Invalid value: ${quoted(name)}: ${rule}` }];
}
