import { expect, test } from 'vitest';
import { runCommand } from './support.ts';

test.each([
  ['create cronjob tick --image=tick:v1 --schedule="*/5 * * * *"', 'cronjob.batch/tick created'],
  [
    'create poddisruptionbudget web --selector=app=web --max-unavailable=1',
    'poddisruptionbudget.policy/web created',
  ],
  ['create priorityclass high --value=1000', 'priorityclass.scheduling.k8s.io/high created'],
  ['create quota small --hard=pods=4,requests.cpu=2', 'resourcequota/small created'],
  ['create secret generic key --from-literal=a=b', 'secret/key created'],
  ['create service clusterip web --tcp=80:8080', 'service/web created'],
  ['create serviceaccount robot', 'serviceaccount/robot created'],
])('%s', (line, said) => {
  const run = runCommand([], line);
  expect([run.exit, run.stdout, run.stderr]).toEqual([0, `${said}\n`, '']);
});

test('recover node and recover zone bring back what failed', () => {
  expect(runCommand([], 'recover node nope').exit).toBe(1);
  expect(runCommand([], 'recover zone nope').exit).toBe(1);
});
