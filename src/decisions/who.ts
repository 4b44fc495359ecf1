import type { Actor, ActorRole } from '../history/index.ts';

/** Who made a change, as reports name them. */
export interface Who {
  /** `tom@example.com`, `deployment-controller`, `HorizontalPodAutoscaler/default/api`. */
  readonly name: string;
  /** As the API server authenticated it; empty where nobody said. */
  readonly user: string;
  /** The program without its version: `kubectl`. */
  readonly program: string;
  readonly role: ActorRole;
}

const SERVICE_ACCOUNT = /^system:serviceaccount:[^:]+:(.+)$/;

/** The name under which an actor is known: a person by the user, a controller by its own name. */
export function whoOf(actor: Actor): Who {
  const program = programOf(actor.agent);
  return { name: nameOf(actor, program), user: actor.user, program, role: actor.role };
}

/** `tom@example.com (kubectl)`, `horizontal-pod-autoscaler (controller)`. */
export function whoWords(who: Who | undefined): string {
  if (!who) return 'by whom is not known';
  if (who.role === 'person') return who.program === '' ? who.name : `${who.name} (${who.program})`;
  return who.role === 'controller' ? `${who.name} (controller)` : who.name;
}

/** The part before the version: `kubectl` of `kubectl/v1.36.3 (linux/amd64) kubernetes/abc`. */
function programOf(agent: string): string {
  return agent.split(/[/\s]/, 1)[0] ?? '';
}

function nameOf({ user, agent, role }: Actor, program: string): string {
  if (role !== 'controller') return user === '' ? program || 'somebody' : user;
  const account = SERVICE_ACCOUNT.exec(user)?.[1];
  if (account !== undefined) return account;
  // The controller manager says behind the last slash which of its controllers speaks.
  const part = /\/([a-z][a-z0-9-]*)$/.exec(agent)?.[1];
  return part !== undefined && part !== program ? part : user || program;
}
