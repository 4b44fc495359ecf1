import { isObject } from '../../kubernetes/index.ts';

import type { Staging } from '../import/staging.ts';
import type { ObjectRef } from '../records.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The labels that name what an alert is about, the most telling first. */
const SUBJECTS: readonly (readonly [string, string])[] = [
  ['pod', 'Pod'],
  ['deployment', 'Deployment.apps'],
  ['statefulset', 'StatefulSet.apps'],
  ['daemonset', 'DaemonSet.apps'],
  ['persistentvolumeclaim', 'PersistentVolumeClaim'],
  ['service', 'Service'],
  ['node', 'Node'],
  ['namespace', 'Namespace'],
];

/** Whether a value is an alert as Alertmanager sends and lists them. */
export function isAlert(value: unknown): value is Fields {
  return (
    isObject(value) &&
    isObject(value.labels) &&
    typeof value.startsAt === 'string' &&
    'alertname' in value.labels
  );
}

/** Takes in an alert as a report about what its labels name. */
export function takeAlert(alert: Fields, staging: Staging, line: number): void {
  const labels = alert.labels as Fields;
  const annotations = isObject(alert.annotations) ? alert.annotations : {};
  const timeMs = Date.parse(String(alert.startsAt));
  const regarding = subjectOf(labels);
  if (Number.isNaN(timeMs) || !regarding) {
    staging.note('alerts that name no object or time were left out');
    return;
  }
  const name = String(labels.alertname);
  const note = [annotations.summary, annotations.description, annotations.message].find(
    (each) => typeof each === 'string',
  );
  staging.event({
    timeMs,
    regarding,
    reason: name,
    type: labels.severity === 'info' || labels.severity === 'none' ? 'Normal' : 'Warning',
    note: typeof note === 'string' ? note : '',
    count: 1,
    firstMs: timeMs,
    reporter: 'alertmanager',
    uid: `${name} ${JSON.stringify(labels)} ${timeMs}`,
    line,
  });
}

function subjectOf(labels: Fields): ObjectRef | undefined {
  for (const [label, kind] of SUBJECTS) {
    const name = labels[label];
    if (typeof name !== 'string' || name === '') continue;
    const isGlobal = kind === 'Node' || kind === 'Namespace';
    return { kind, namespace: isGlobal ? '' : String(labels.namespace ?? 'default'), name };
  }
  return undefined;
}
