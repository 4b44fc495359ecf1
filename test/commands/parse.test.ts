import { describe, expect, test } from 'vitest';
import { parseCommands } from '../../src/commands/index.ts';
import { InputError } from '../../src/errors/index.ts';
import { World } from '../../src/world/index.ts';
import { node, snapshotOf } from '../support/snapshot.ts';
import { filesOf } from './support.ts';

function problemOf(line: string): InputError {
  try {
    parseCommands([line], filesOf({}));
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`${line} was read`);
}

describe('a line', () => {
  test.each([
    ['drain n1', 'kubectl drain n1'],
    ['kubectl   drain n1', 'kubectl drain n1'],
    ['  kubectl -n shop delete pod a ', 'kubectl -n shop delete pod a'],
    ['sleep 4s', 'sleep 4s'],
    ['fail node n1', 'fail node n1'],
    [
      'kubectl --context prod rollout restart deployment/web',
      'kubectl --context prod rollout restart deployment/web',
    ],
  ])('%j is shown as %j', (line, shown) => {
    expect(parseCommands([line], filesOf({})).map((command) => command.line)).toEqual([shown]);
  });

  test.each([
    ['', 'there is no command'],
    ['kubectl', 'there is no command'],
    ['kubectl drian n1', 'unknown command "drian"'],
    ['kubectl edit deploy/web', 'kubectl edit is not modelled'],
    ['kubectl apply set-last-applied -f x.yaml', 'kubectl apply set-last-applied is not modelled'],
    ['kubectl auth reconcile -f x.yaml', 'kubectl auth reconcile is not modelled'],
    ['kubectl rollout n1', 'rollout needs one of its own commands, not n1'],
    ['kubectl drain', 'USAGE: drain NODE [flags]'],
    ['kubectl drain a -l x=y', 'cannot specify both a node name and a --selector option'],
    ['kubectl drain a --ignore-daemonset', 'unknown flag: --ignore-daemonset'],
    ['kubectl drain a -x', "unknown shorthand flag: 'x' in -x"],
    ['kubectl drain a --timeout', 'flag needs an argument: --timeout'],
    [
      'kubectl drain a --timeout=5',
      'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"',
    ],
    [
      'kubectl drain a --grace-period=x',
      'invalid argument "x" for "--grace-period" flag: strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [
      'kubectl drain a --force=maybe',
      'invalid argument "maybe" for "--force" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      'kubectl drain a --dry-run=perhaps',
      'Invalid dry-run value (perhaps). Must be "none", "server", or "client".',
    ],
    ['kubectl delete pod a --interactive', '--interactive is not modelled'],
    ['kubectl delete pod a --now --grace-period=3', '--now and --grace-period cannot be specified together'],
    [
      'kubectl delete pod a --force --grace-period=3',
      '--force and --grace-period greater than 0 cannot be specified together',
    ],
    ['kubectl delete pods --all -l a=b', "setting 'all' parameter but found a non empty selector. "],
    ['kubectl delete pods', 'resource(s) were provided, but no name was specified'],
    ['kubectl scale deployment/web', 'required flag(s) "replicas" not set'],
    [
      'kubectl scale deployment/web --replicas=-2',
      'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
    ],
    ['kubectl autoscale deployment/web', 'required flag(s) "max" not set'],
    ["kubectl patch node n1 -p '{a}'", expect.stringContaining('the patch is no JSON')],
    ['kubectl taint node n1', 'at least one taint update is required'],
    ['kubectl taint node n1 a=b:Sometimes', 'invalid taint effect: Sometimes, unsupported taint effect'],
    ['kubectl taint node n1 a=b:NoSchedule:x', 'invalid taint spec: a=b:NoSchedule:x'],
    ['kubectl taint node n1 a', 'at least one taint update is required'],
    ['kubectl label node n1', 'at least one label update is required'],
    ['kubectl set image deployment/web', 'at least one image update is required'],
    ['kubectl wait pod/a', 'unrecognized condition: []'],
    [
      'kubectl delete pods --all --field-selector a=b',
      "setting 'all' parameter but found a non empty selector. ",
    ],
    [
      'kubectl taint node n1 =b:NoSchedule',
      "invalid taint spec: =b:NoSchedule, name part must be non-empty; name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
    [
      'kubectl set env deployment/web A=b A-',
      'can not both modify and remove the same environment variable in the same command',
    ],
    [
      'kubectl set env A=b',
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    ],
    [
      'kubectl set env deployment/web --keys=a A=b',
      'when specifying --keys, a configmap or secret must be provided with --from',
    ],
    ['kubectl rollout undo', 'required resource not specified'],
    ['kubectl rollout status deploy/web --revision=-1', 'revision must be a positive integer: -1'],
    ['kubectl create secret generic', 'exactly one NAME is required, got 0'],
    ['kubectl create service clusterip a --tcp=x', 'strconv.ParseUint: parsing "x": invalid syntax'],
    [
      'kubectl create service clusterip a --tcp=80:x_y',
      'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    ],
    ['kubectl create service externalname a', 'required flag(s) "external-name" not set'],
    ['kubectl replace', 'must specify one of -f and -k'],
    ["kubectl patch pod a -p '{}' --patch-file=a.yaml", 'cannot specify --patch and --patch-file together'],
    ['kubectl run a', 'required flag(s) "image" not set'],
    ['kubectl run a --image=x --port=y', 'strconv.Atoi: parsing "y": invalid syntax'],
    ['kubectl run a --image=x --labels=a', 'unexpected label spec: a'],
    ['kubectl wait pod/a --for=jsonpath=', 'jsonpath expression cannot be empty'],
    ['kubectl apply', 'must specify one of -f and -k'],
    ['kubectl drain a --as-uid 7', '--as-uid is not modelled'],
    ['kubectl drain a | grep x', 'unknown command "grep"'],
    ['kubectl drain a > log', '> needs a shell, which a simulation does not have'],
    ['kubectl drain a &', '& needs a shell, which a simulation does not have'],
    ['if true; then kubectl drain a; fi', 'if needs a shell, which a simulation does not have'],
    ['kubectl drain $(cat nodes)', '$( needs a shell, which a simulation does not have'],
    ['kubectl drain $NODE', '$NODE is a variable that nothing here sets'],
    ['kubectl apply -f - <<EOF\nkind: x', 'the here-document "EOF" never ends'],
    ['for n in a b; do kubectl drain $n', 'a loop without done is not understood'],
    ['kubectl get pods -o name | xargs -0 kubectl delete', '-0 of xargs is not understood'],
    ["kubectl drain 'a", "the ' at character 15 is never closed"],
    ['sleep soon', 'sleep takes one duration, such as 4s or 1m30s'],
    [
      'kubectl delete -f https://example.com/a.yaml',
      'https://example.com/a.yaml is a URL, and nothing is fetched in a simulation',
    ],
    ['kubectl apply -f none.yaml', 'the path "none.yaml" does not exist'],
  ])('%j is refused', (line, message) => {
    expect(problemOf(line).message).toEqual(message);
  });

  test('a near name is offered', () => {
    expect(problemOf('kubectl drian n1').hint).toBe('Did you mean drain?');
    expect(problemOf('kubectl drain n1 --ignore-daemonset').hint).toBe('Did you mean --ignore-daemonsets?');
  });
});

describe('what a line names', () => {
  const world = new World(snapshotOf([node('worker-1'), node('worker-2')]));
  const check = (...lines: string[]) =>
    parseCommands(lines, filesOf({})).map((command) => command.check(world));

  test.each([
    ['drain worker-11', 'nodes "worker-11" not found', ['worker-1', 'worker-2']],
    ['cordon node/worker-3', 'nodes "worker-3" not found', ['worker-1', 'worker-2']],
    ['kubectl delete node wroker-1', 'nodes "wroker-1" not found', ['worker-1', 'worker-2']],
    ['kubectl label nodes worker-9 a=b', 'nodes "worker-9" not found', ['worker-1', 'worker-2']],
    ['fail node worker-0', 'nodes "worker-0" not found', ['worker-1', 'worker-2']],
    ['fail zone z', 'no node is in zone "z"', ['a']],
    [
      'kubectl delete deploymnt web',
      'the server doesn\'t have a resource type "deploymnt"',
      ['deployment', 'deployments', 'deploy'],
    ],
  ])('%j is missing', (line, message, nearest) => {
    expect(check(line)[0]).toMatchObject([{ message, nearest }]);
  });

  test('a node that an earlier line adds is there', () => {
    expect(check('add node extra', 'drain extra')).toEqual([[], []]);
    expect(check('drain extra', 'add node extra')[0]).toHaveLength(1);
  });
});
