import { isObject, type KubeObject } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { required, unknownText } from './field-errors.ts';
import { objectIn, objectsIn, textIn, textsIn } from './json-fields.ts';

const GROUP = 'rbac.authorization.k8s.io';
const SUBJECTS = ['ServiceAccount', 'User', 'Group'];
const BOTH = 'rules cannot apply to both regular resources and non-resource URLs';

/** @source pkg/apis/rbac/validation/validation.go → ValidatePolicyRule (v1.36.3) */
export function roleErrors(object: KubeObject): FieldError[] {
  const isNamespaced = object.kind === 'Role';
  return objectsIn(object, 'rules').flatMap((rule, index) => {
    const at = `rules[${index}]`;
    const urls = textsIn(rule, 'nonResourceURLs');
    const errors: FieldError[] = [];
    if (textsIn(rule, 'verbs').length === 0) {
      errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
    }
    const hasResources = textsIn(rule, 'apiGroups').length + textsIn(rule, 'resources').length > 0;
    if (urls.length > 0) {
      const shown = JSON.stringify(urls);
      const why = isNamespaced ? 'namespaced rules cannot apply to non-resource URLs' : BOTH;
      if (isNamespaced || hasResources) {
        errors.push({ field: `${at}.nonResourceURLs`, message: `Invalid value: ${shown}: ${why}` });
      }
      return errors;
    }
    if (textsIn(rule, 'apiGroups').length === 0) {
      errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
    }
    if (textsIn(rule, 'resources').length === 0) {
      errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
    }
    return errors;
  });
}

/** @source pkg/apis/rbac/validation/validation.go → ValidateRoleBinding, ValidateRoleBindingSubject (v1.36.3) */
export function bindingErrors(object: KubeObject): FieldError[] {
  const role = objectIn(object, 'roleRef');
  const kinds = object.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const errors = [
    ...unknownText('roleRef.apiGroup', textIn(role, 'apiGroup'), [GROUP]),
    ...unknownText('roleRef.kind', textIn(role, 'kind'), kinds),
  ];
  if (textIn(role, 'name') === '') errors.push(required('roleRef.name'));
  for (const [index, subject] of objectsIn(object, 'subjects').entries()) {
    const at = `subjects[${index}]`;
    if (textIn(subject, 'name') === '') errors.push(required(`${at}.name`));
    errors.push(...unknownText(`${at}.kind`, textIn(subject, 'kind'), SUBJECTS));
    const isPlaceless = subject.kind === 'ServiceAccount' && textIn(subject, 'namespace') === '';
    if (isPlaceless && object.kind === 'ClusterRoleBinding') errors.push(required(`${at}.namespace`));
  }
  return errors;
}

/** @source pkg/apis/rbac/validation/validation.go → ValidateRoleBindingUpdate (v1.36.3) */
export function bindingUpdateErrors(object: KubeObject): FieldError {
  const { apiGroup, kind, name } = isObject(object.roleRef) ? object.roleRef : {};
  const shown = JSON.stringify({ APIGroup: apiGroup, Kind: kind, Name: name });
  return { field: 'roleRef', message: `Invalid value: ${shown}: cannot change roleRef` };
}
