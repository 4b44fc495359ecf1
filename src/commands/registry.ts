import { addNode } from './add-node/add-node.ts';
import { annotate } from './annotate/annotate.ts';
import { apply } from './apply/apply.ts';
import { autoscale } from './autoscale/autoscale.ts';
import { cordon, uncordon } from './cordon/cordon.ts';
import { create } from './create/create.ts';
import { createToken } from './create/create-token.ts';
import { generatorVerb } from './create/generator.ts';
import { createIngress } from './create/generator-ingress.ts';
import { createSecret } from './create/generator-secret.ts';
import {
  createClusterRole,
  createClusterRoleBinding,
  createRole,
  createRoleBinding,
} from './create/generators-access.ts';
import { createConfigMap, createNamespace, createServiceAccount } from './create/generators-config.ts';
import { createBudget, createPriorityClass, createQuota, createService } from './create/generators-policy.ts';
import { createCronJob, createDeployment, createJob } from './create/generators-workloads.ts';
import { deleteVerb } from './delete/delete.ts';
import { drain } from './drain/drain.ts';
import { evict } from './evict/evict.ts';
import { expose } from './expose/expose.ts';
import { failNode, failZone, recoverNode, recoverZone } from './fail/fail-node.ts';
import { get } from './get/get.ts';
import { label } from './label/label.ts';
import { patch } from './patch/patch.ts';
import { replace } from './replace/replace.ts';
import { rolloutPause, rolloutRestart, rolloutResume } from './rollout/rollout-changes.ts';
import { rolloutHistory } from './rollout/rollout-history.ts';
import { rolloutStatus } from './rollout/rollout-status.ts';
import { rolloutUndo } from './rollout/rollout-undo.ts';
import { run } from './run/run.ts';
import { scale } from './scale/scale.ts';
import { setEnv } from './set/set-env.ts';
import { setImage } from './set/set-image.ts';
import { setResources } from './set/set-resources.ts';
import { setSelector } from './set/set-selector.ts';
import { setServiceAccount } from './set/set-service-account.ts';
import { setSubject } from './set/set-subject.ts';
import { sleepVerb } from './sleep/sleep.ts';
import { taint } from './taint/taint.ts';
import type { Verb } from './verb.ts';
import { wait } from './wait/wait.ts';

/** Every command that can be simulated: kubectl's first, then ours. */
export const VERBS: readonly Verb[] = [
  drain,
  cordon,
  uncordon,
  taint,
  label,
  annotate,
  deleteVerb,
  scale,
  autoscale,
  setImage,
  setResources,
  setEnv,
  setServiceAccount,
  setSelector,
  setSubject,
  rolloutRestart,
  rolloutUndo,
  rolloutPause,
  rolloutResume,
  rolloutStatus,
  rolloutHistory,
  apply,
  create,
  ...[
    createDeployment,
    createJob,
    createCronJob,
    createService,
    createConfigMap,
    createSecret,
    createNamespace,
    createServiceAccount,
    createBudget,
    createQuota,
    createPriorityClass,
    createIngress,
    createRole,
    createRoleBinding,
    createClusterRole,
    createClusterRoleBinding,
  ].map(generatorVerb),
  createToken,
  replace,
  patch,
  expose,
  run,
  wait,
  get,
  evict,
  failNode,
  failZone,
  recoverNode,
  recoverZone,
  addNode,
  sleepVerb,
];
