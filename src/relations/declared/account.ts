import type { ServiceAccount } from '../../kubernetes/index.ts';
import type { DeclaringKind } from './declaring-kind.ts';
import { ReferenceList } from './references.ts';

/** An account gives its pull secrets, and formerly its token, to the pods that run as it. */
export const account: DeclaringKind = {
  groupKind: 'ServiceAccount',
  targets: ['Secret'],
  references: (object, namespace) => {
    const { imagePullSecrets = [], secrets = [] } = object as ServiceAccount;
    const list = new ReferenceList();
    imagePullSecrets.forEach(({ name }, index) => {
      const key = `Secret/${namespace}/${name}`;
      if (name)
        list.add(
          'reads',
          key,
          'gives it to pods to pull images with',
          `imagePullSecrets[${index}]`,
          OPTIONAL,
        );
    });
    secrets.forEach(({ name }, index) => {
      if (name) list.add('reads', `Secret/${namespace}/${name}`, 'lists it', `secrets[${index}]`, OPTIONAL);
    });
    return list.references();
  },
};

const OPTIONAL = { isOptional: true };
