import type { PersistentVolumeClaim, StorageClass } from '../../kubernetes/index.ts';
import { type ObjectKey, parseKey } from '../../relations/index.ts';
import type { DiagnosisRule, FoundCause } from '../diagnosis-rule.ts';
import type { Scope } from '../scope.ts';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/** A claim that has no volume, that lost it, or that is not there at all. */
export const claimWithoutVolume: DiagnosisRule = {
  code: 'CLAIM_WITHOUT_VOLUME',
  title: 'A claim has no volume',
  layer: 'dependency',
  *find(scope) {
    for (const key of scope.of('PersistentVolumeClaim')) {
      const claim = scope.graph.object(key) as PersistentVolumeClaim | undefined;
      const affects = usersOf(scope, key);
      if (!claim) {
        if (!scope.isAbsent(key, 'whether it is there')) continue;
        yield {
          ...certain(key, affects),
          confidence: 'likely',
          message: `The claim ${key} is not there, and pods that mount it are not scheduled.`,
          suggestions: [
            { command: `kubectl get pvc -n ${parseKey(key)?.namespace}`, why: 'see which claims there are' },
          ],
        };
      } else if (claim.status?.phase === 'Lost') {
        yield {
          ...certain(key, affects),
          message: `The claim ${key} lost its volume ${claim.spec?.volumeName}: it was deleted, and its data with it.`,
        };
      } else if (claim.status?.phase === 'Pending') yield* pendingCauses(scope, key, claim, affects);
    }
  },
};

function* pendingCauses(
  scope: Scope,
  key: ObjectKey,
  claim: PersistentVolumeClaim,
  affects: readonly ObjectKey[],
): Generator<FoundCause> {
  const { namespace, name } = claim.metadata;
  const describe = {
    command: `kubectl describe pvc ${name} -n ${namespace}`,
    why: 'see what its provisioner says',
  };
  const className = claim.spec?.storageClassName;
  const failed = scope.events(key, 'ProvisioningFailed', 'FailedBinding')[0];
  const said = failed === undefined ? [] : [`${key} event ${failed.reason}: ${failed.message}`];
  const base = {
    ...certain(key, affects),
    evidence: [`${key} status.phase: Pending`, ...said],
    suggestions: [describe],
  };
  if (className === undefined || className === '') {
    yield* withoutClass(scope, key, base, className === '');
    return;
  }
  const classKey = `StorageClass/${className}`;
  const storageClass = scope.graph.object(classKey) as StorageClass | undefined;
  if (!storageClass) {
    const isGone = scope.isAbsent(classKey, 'whether the class of a claim is there');
    yield isGone
      ? {
          ...base,
          object: classKey,
          same: classKey,
          message: `The storage class ${className} of claim ${key} is not there: nothing makes a volume for it.`,
          suggestions: [{ command: 'kubectl get storageclasses', why: 'see which classes there are' }],
        }
      : {
          ...base,
          confidence: 'possible',
          message: `The claim ${key} of class ${className} has no volume${failed ? `: ${failed.message}` : ''}.`,
        };
    return;
  }
  if (failed && failed.reason === 'ProvisioningFailed') {
    yield {
      ...base,
      message: `The provisioner of class ${className} makes no volume for ${key}: ${failed.message}`,
    };
    return;
  }
  if (storageClass.volumeBindingMode === 'WaitForFirstConsumer') {
    const waits = 'its class makes volumes only once a pod that uses it is scheduled';
    yield {
      ...base,
      explains: [],
      layer: 'symptom',
      severity: 'info',
      message: `The claim ${key} waits: ${waits}.`,
    };
    return;
  }
  const isStatic = storageClass.provisioner === 'kubernetes.io/no-provisioner';
  yield {
    ...base,
    confidence: isStatic ? 'likely' : 'possible',
    message: isStatic
      ? `No free volume of class ${className} fits claim ${key}, and nobody makes volumes of this class.`
      : `The provisioner ${storageClass.provisioner} has made no volume for ${key} yet, and says nothing of it.`,
  };
}

function* withoutClass(
  scope: Scope,
  key: ObjectKey,
  base: Omit<FoundCause, 'message'>,
  isExplicit: boolean,
): Generator<FoundCause> {
  const { state } = scope.graph.knowledgeOf('StorageClass.storage.k8s.io');
  if (state === 'unknown') {
    scope.cannotSee(
      'StorageClasses are not in this snapshot: whether one is the default for claims without a class',
    );
    yield {
      ...base,
      confidence: 'possible',
      message: `The claim ${key} names no storage class and has no volume.`,
    };
    return;
  }
  const classes = [...scope.graph.objectsOf('StorageClass.storage.k8s.io').values()];
  const hasDefault = classes.some(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true');
  yield {
    ...base,
    confidence: 'likely',
    message: isExplicit
      ? `The claim ${key} asks for no class, so that only a volume made by hand can be bound, and none fits.`
      : hasDefault
        ? `The claim ${key} names no storage class; there is a default one, which it does not have yet.`
        : `The claim ${key} names no storage class and none is the default: nothing makes a volume for it.`,
    suggestions: [
      { command: 'kubectl get storageclasses', why: 'see which classes there are, and which is the default' },
    ],
  };
}

function certain(object: ObjectKey, affects: readonly ObjectKey[]) {
  return {
    severity: 'critical' as const,
    confidence: 'certain' as const,
    object,
    affects: [object, ...affects],
    explains: ['POD_UNSCHEDULABLE', 'VOLUME_NOT_MOUNTED'],
    same: object,
  };
}

/** Pods that mount the claim, of those that are looked at. */
function usersOf(scope: Scope, claim: ObjectKey): ObjectKey[] {
  return scope.illPods
    .map(({ key }) => key)
    .filter((key) =>
      scope.graph
        .dependenciesOf(key)
        .some(({ type, dependency }) => type === 'mounts' && dependency === claim),
    );
}
