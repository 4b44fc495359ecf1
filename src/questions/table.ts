import type { Asked, Question } from './question.ts';

const OBJECT = '(?<object>.+?)';
const NODE = '(?<node>.+?)';
const WHAT_IF =
  '(?:what (?:happens|would happen|if)(?: if| when)?(?: i| we)|is it safe to|(?:can|may|should) (?:i|we))';

function about({ groups, object, context }: Asked): string | undefined {
  return object(groups.object) ?? (groups.object === undefined ? context.about : undefined);
}

/** The verb with the object and the time of the question. */
function onObject(asked: Asked, verb: string, ...flags: readonly string[]): readonly string[] | undefined {
  const object = about(asked);
  return object === undefined ? undefined : [verb, object, ...flags, ...at(asked)];
}

function at({ context }: Asked): readonly string[] {
  return context.at === undefined ? [] : ['--at', context.at];
}

function nodeName({ groups, object }: Asked, words = groups.node): string | undefined {
  const named = object(words);
  if (named?.startsWith('node/')) return named.slice('node/'.length);
  return words !== undefined && /^[a-z0-9][a-z0-9.-]*$/.test(words) ? words : undefined;
}

/** Simulates a command about a node. */
function onNode(asked: Asked, command: (node: string) => string): readonly string[] | undefined {
  const name = nodeName(asked) ?? /^node\/(.+)$/.exec(asked.context.about ?? '')?.[1];
  return name === undefined ? undefined : ['simulate', command(name), ...at(asked)];
}

/** Simulates a command about an object, in its namespace. */
function onCommand(
  asked: Asked,
  command: (object: string, namespace: string) => string,
): readonly string[] | undefined {
  const object = about(asked);
  if (object === undefined) return undefined;
  return ['simulate', command(object, asked.inNamespace(object)), ...at(asked)];
}

const DRAIN = (node: string) => `kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data`;

/** Every question that is understood, in the order in which they are tried. */
export const QUESTIONS: readonly Question[] = [
  {
    example: 'what did deployment orders look like yesterday 14:00',
    line: 'history deployment/orders --state --at "yesterday 14:00"',
    patterns: [
      new RegExp(`^what did ${OBJECT} look like$`),
      new RegExp(`^(?:how|what) (?:was|were|is) (?:the )?(?:state|spec|configuration|config) of ${OBJECT}$`),
      new RegExp(`^show (?:me )?${OBJECT}$`),
    ],
    verb: (asked) => onObject(asked, 'history', '--state'),
  },
  {
    example: 'who changed deployment orders',
    line: 'history deployment/orders --decisions',
    patterns: [
      new RegExp(
        `^who (?:changed|edited|touched|updated|scaled|restarted|deployed|deleted|created|broke) ${OBJECT}$`,
      ),
      new RegExp(`^(?:when|why) was ${OBJECT} (?:changed|edited|updated|scaled|restarted)$`),
      new RegExp(`^(?:what|which) decisions (?:were made )?(?:about|for) ${OBJECT}$`),
      new RegExp(`^what (?:is the )?history of ${OBJECT}$`),
    ],
    verb: (asked) => onObject(asked, 'history', '--decisions'),
  },
  {
    example: 'when was deployment orders last deployed',
    line: 'history deployment/orders --field image --last 1',
    patterns: [
      new RegExp(`^when was ${OBJECT} (?:last )?(?:deployed|released|rolled out)(?: last)?$`),
      new RegExp(`^what was the last (?:release|deployment|deploy|rollout) of ${OBJECT}$`),
    ],
    verb: (asked) => onObject(asked, 'history', '--field', 'image', '--last', '1'),
  },
  {
    example: 'why does deployment orders have 3 replicas',
    line: 'why deployment/orders --replicas=3',
    patterns: [
      new RegExp(`^why (?:does|did) ${OBJECT} (?:have|run) (?<count>\\d+) (?:replicas|pods|copies)$`),
      new RegExp(`^why (?:is|was) ${OBJECT} (?:at|scaled to|on) (?<count>\\d+)(?: replicas| pods)?$`),
      new RegExp(
        `^(?:did|was|has) ${OBJECT} (?:ever )?(?:have|run|at|been at|been scaled to|scaled to|had) (?<count>\\d+)(?: replicas| pods)?(?: before)?$`,
      ),
      new RegExp(`^why not (?<count>\\d+) (?:replicas|pods) (?:for|of) ${OBJECT}$`),
    ],
    verb: (asked) => onObject(asked, 'why', `--replicas=${asked.groups.count ?? ''}`),
  },
  {
    example: 'what happens if I scale deployment orders to 5',
    line: 'simulate "kubectl scale deployment/orders --replicas=5"',
    patterns: [
      new RegExp(
        `^(?:what (?:happens|would happen|if)|is it safe)(?: if)?(?: i| we| to)? scale ${OBJECT} to (?<count>\\d+)(?: replicas| pods)?$`,
      ),
      new RegExp(`^can (?:i|we) scale ${OBJECT} to (?<count>\\d+)(?: replicas| pods)?$`),
    ],
    verb: (asked) =>
      onCommand(
        asked,
        (object, namespace) => `kubectl scale ${object}${namespace} --replicas=${asked.groups.count ?? ''}`,
      ),
  },
  {
    example: 'what happens if I restart deployment orders',
    line: 'simulate "kubectl rollout restart deployment/orders"',
    patterns: [new RegExp(`^${WHAT_IF} (?:restart|roll) ${OBJECT}$`)],
    verb: (asked) => onCommand(asked, (object, namespace) => `kubectl rollout restart ${object}${namespace}`),
  },
  {
    example: 'can I delete node worker-5',
    line: 'simulate "kubectl delete node worker-5"',
    patterns: [new RegExp(`^${WHAT_IF} (?:delete|remove) ${OBJECT}$`)],
    verb: (asked) =>
      onCommand(asked, (object, namespace) => `kubectl delete ${object.replace('/', ' ')}${namespace}`),
  },
  {
    example: 'is it safe to drain worker-5',
    line: 'simulate "kubectl drain worker-5 --ignore-daemonsets --delete-emptydir-data"',
    patterns: [new RegExp(`^${WHAT_IF} drain ${NODE}$`)],
    verb: (asked) => onNode(asked, DRAIN),
  },
  {
    example: 'what happens if node worker-5 fails',
    line: 'simulate "fail node worker-5"',
    patterns: [
      new RegExp(
        `^what (?:(?:happens|would happen) )?(?:if|when) ${NODE} (?:fails|dies|goes down|is lost|crashes)$`,
      ),
      new RegExp(`^(?:can|may) (?:i|we) lose ${NODE}$`),
    ],
    verb: (asked) => onNode(asked, (node) => `fail node ${node}`),
  },
  {
    example: 'what drained these pods',
    line: 'debug evictions --timeline',
    patterns: [
      /^(?:what|who) (?:drained|evicted|removed|killed) (?:these|those|the|my|this|that) pods?$/,
      /^(?:why|when) were (?:these|those|the|my) pods (?:drained|evicted)$/,
      /^what pods (?:were|have been) evicted$/,
    ],
    verb: (asked) =>
      asked.context.about === undefined
        ? ['debug', 'evictions', '--timeline', ...at(asked)]
        : ['debug', asked.context.about, '--timeline', ...at(asked)],
  },
  {
    example: 'what drained the pods of node worker-4',
    line: 'debug node/worker-4 --timeline',
    patterns: [
      new RegExp(`^(?:what|who) (?:drained|evicted|cordoned)(?: the)?(?: pods (?:of|on|from))? ${NODE}$`),
      new RegExp(`^why (?:was|is) ${NODE} (?:drained|cordoned|empty)$`),
      new RegExp(`^who (?:drained|cordoned) ${NODE}$`),
    ],
    verb: (asked) => {
      const named = asked.object(asked.groups.node);
      if (named !== undefined && !named.startsWith('node/'))
        return ['debug', named, '--timeline', ...at(asked)];
      const name = nodeName(asked);
      return name === undefined ? undefined : ['debug', `node/${name}`, '--timeline', ...at(asked)];
    },
  },
  {
    example: 'which pods serve service api-gateway',
    line: 'graph service/api-gateway --upstream --depth 2',
    patterns: [
      new RegExp(`^(?:which|what) pods (?:serve|are behind|back|belong to|does) ${OBJECT}(?: have)?$`),
      new RegExp(`^(?:which|what) (?:pods|endpoints) (?:does|did) ${OBJECT} (?:have|use)$`),
    ],
    verb: (asked) => onObject(asked, 'graph', '--upstream', '--depth', '2'),
  },
  {
    example: 'what depends on configmap api-config',
    line: 'graph configmap/api-config --downstream',
    patterns: [
      new RegExp(`^(?:what|who) (?:depends on|uses|reads|mounts|needs|calls) ${OBJECT}$`),
      new RegExp(
        `^what (?:would|does) (?:break|suffer|be affected)(?: if| without)? ${OBJECT}(?: (?:fails|is gone|is deleted|breaks))?$`,
      ),
    ],
    verb: (asked) => onObject(asked, 'graph', '--downstream'),
  },
  {
    example: 'what does deployment orders depend on',
    line: 'graph deployment/orders --upstream',
    patterns: [new RegExp(`^what (?:does|did) ${OBJECT} (?:depend on|use|need|read|mount|call)$`)],
    verb: (asked) => onObject(asked, 'graph', '--upstream'),
  },
  {
    example: 'why is pod web-0 pending',
    line: 'diag pod/web-0',
    patterns: [
      new RegExp(
        `^why (?:is|was) ${OBJECT} (?:still )?(?:pending|not scheduled|unschedulable|not starting|not ready|unhealthy|stuck)$`,
      ),
      new RegExp(`^what (?:is|was) wrong with ${OBJECT}$`),
      new RegExp(`^why does ${OBJECT} not (?:start|run|work)$`),
    ],
    verb: (asked) => onObject(asked, 'diag'),
  },
  {
    example: 'why is deployment api crashing',
    line: 'debug deployment/api --timeline',
    patterns: [
      new RegExp(
        `^why (?:is|was|did|does) ${OBJECT} (?:crash(?:ing|es|ed)?|fail(?:ing|s|ed)?|down|restart(?:ing|s|ed)?|(?:being )?oom ?killed|slow|evicted)$`,
      ),
      new RegExp(`^what happened (?:to|with) ${OBJECT}$`),
    ],
    verb: (asked) => onObject(asked, 'debug', '--timeline'),
  },
  {
    example: 'which pods are crashing',
    line: 'debug pod-crash --timeline',
    patterns: [
      /^(?:which|what) (?:pods?|containers?) (?:is|are|were|was) (?<word>crashing|restarting|pending|unschedulable|oom ?killed|out of memory|evicted|not pulling)$/,
      /^why are (?:the |my |these )?pods (?<word>crashing|restarting|pending|oom ?killed|evicted)$/,
      /^(?:which|what) (?<word>services|nodes) (?:is|are|was|were) (?:down|not ready|unavailable)$/,
      /^(?:which|what) (?<word>images) (?:cannot|could not) be pulled$/,
    ],
    verb: (asked) => ['debug', symptomOf(asked.groups.word ?? ''), '--timeline', ...at(asked)],
  },
  {
    example: 'what changed between 14:00 and 14:30',
    line: 'diff --from 14:00 --to 14:30',
    patterns: [
      /^(?:what|who) changed (?:anything )?between (?<from>.+) and (?<to>.+)$/,
      /^what changed from (?<from>.+) to (?<to>.+)$/,
    ],
    verb: ({ groups }) => ['diff', '--from', groups.from ?? '', '--to', groups.to ?? ''],
  },
  {
    example: 'what changed since 14:00',
    line: 'diff --from 14:00',
    patterns: [/^what (?:has )?changed since (?<from>.+)$/],
    verb: ({ groups, context }) => [
      'diff',
      '--from',
      groups.from ?? '',
      ...(context.at === undefined ? [] : ['--to', context.at]),
    ],
  },
  {
    example: 'what changed in the last 2h',
    line: 'diff --from -2h',
    patterns: [
      /^what (?:has )?changed (?:in|within|during|over) the (?:last|past) (?<amount>\d+) ?(?<unit>s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)$/,
      /^what (?:has )?changed (?:in|within|during|over) the (?:last|past) (?<unit>minute|hour|day|week)$/,
    ],
    verb: ({ groups }) => ['diff', '--from', `-${groups.amount ?? '1'}${(groups.unit ?? 'h').slice(0, 1)}`],
  },
  {
    example: 'what changed yesterday',
    line: 'diff --from "yesterday 00:00" --to "today 00:00"',
    patterns: [/^what (?:has )?changed$/],
    verb: ({ context }) => changesOf(context.at),
  },
  {
    example: 'what changed before the outage',
    line: 'debug service-down --timeline',
    patterns: [
      /^what (?:changed|happened) before (?:the |this |that )?(?:outage|incident|failure|crash)$/,
      /^why did (?:the |this |that )?(?:outage|incident) happen$/,
      /^what (?:caused|led to) (?:the |this |that )?(?:outage|incident|failure)$/,
    ],
    verb: (asked) =>
      asked.context.at === undefined
        ? ['debug', 'service-down', '--timeline']
        : ['replay', 'outage', `--timestamp=${asked.context.at}`],
  },
  {
    example: 'what happened at 14:30',
    line: 'replay outage --timestamp=14:30',
    patterns: [
      /^what happened$/,
      /^what was the (?:outage|incident)$/,
      /^(?:replay|explain) the (?:outage|incident)$/,
    ],
    verb: ({ context }) =>
      context.at === undefined ? undefined : ['replay', 'outage', `--timestamp=${context.at}`],
  },
  {
    example: 'when does certificate shop-tls expire',
    line: 'predict certificate/shop-tls --horizon 365d',
    patterns: [
      new RegExp(`^when (?:does|will|do) ${OBJECT} (?:expire|run out|end|fill up|get full|be full)$`),
      new RegExp(`^(?:is|will) ${OBJECT} (?:about to |going to )?(?:expire|run out|fill up)(?: soon)?$`),
    ],
    verb: (asked) => {
      const object = about(asked);
      return object === undefined ? undefined : ['predict', object, '--horizon', '365d', ...at(asked)];
    },
  },
  {
    example: 'which nodes are full',
    line: 'predict',
    patterns: [
      /^(?:which|what) nodes? (?:is|are|will be|get|become) (?:nearly |almost )?full$/,
      /^(?:which|what) (?:claims|disks|volumes|quotas|certificates)? ?(?:will )?(?:run|runs|fill|fills|expire|expires) ?(?:out|up)?(?: soon)?$/,
      /^what (?:will )?(?:runs?|fills?) (?:out|up)(?: soon)?$/,
    ],
    verb: (asked) => ['predict', ...at(asked)],
  },
];

/** What changed on a day, or since a moment; around a time of day, what happened. */
function changesOf(at: string | undefined): readonly string[] {
  if (at === undefined) return ['diff'];
  if (at === 'yesterday') return ['diff', '--from', 'yesterday 00:00', '--to', 'today 00:00'];
  if (at === 'today') return ['diff', '--from', 'today 00:00'];
  if (/^\d{4}-\d\d-\d\d$/.test(at)) return ['diff', '--from', `${at} 00:00`, '--to', `${dayAfter(at)} 00:00`];
  return at.startsWith('-') ? ['diff', '--from', at] : ['replay', 'outage', `--timestamp=${at}`];
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

function symptomOf(word: string): string {
  if (word.startsWith('pend') || word.startsWith('unsch')) return 'pod-pending';
  if (word.startsWith('oom') || word.startsWith('out')) return 'oom';
  if (word.startsWith('evict')) return 'evictions';
  if (word.startsWith('serv')) return 'service-down';
  if (word.startsWith('node')) return 'node-down';
  if (word.startsWith('image') || word.startsWith('not pull')) return 'image-pull';
  return 'pod-crash';
}
