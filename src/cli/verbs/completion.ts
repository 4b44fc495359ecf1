import { EXIT } from '../exit-codes.ts';
import { oneOf } from '../options/choices.ts';
import type { Verb } from './verb.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `completion SHELL`: the script that makes a shell complete our verbs and flags. */
export const completionVerb: Verb = {
  describe: (command) => {
    command.argument('<shell>', SHELLS.join(', ')).addHelpText('after', HELP);
  },
  run: async ([shell = '']) => {
    process.stdout.write(SCRIPTS[oneOf('completion', SHELLS, shell)]);
    return EXIT.done;
  },
};

const HELP = `
kubectl itself completes "kubectl smart" when an executable kubectl_complete-smart is on PATH; it comes with this package.

Examples:
  source <(kubectl-smart completion bash)
  kubectl-smart completion zsh > "\${fpath[1]}/_kubectl-smart"
  kubectl-smart completion fish > ~/.config/fish/completions/kubectl-smart.fish
`;

/** Each script asks \`kubectl-smart __complete WORD…\`, which answers a choice and its description a line. */
const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: `_kubectl_smart() {
  local choices
  choices=$(kubectl-smart __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | grep -v '^:' | cut -f1)
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _kubectl_smart kubectl-smart
`,
  zsh: `#compdef kubectl-smart
_kubectl_smart() {
  local -a choices
  choices=(\${(f)"$(kubectl-smart __complete "\${words[@]:1:CURRENT-1}" 2>/dev/null | grep -v '^:' | sed 's/:/\\\\:/g; s/\\t/:/')"})
  _describe 'kubectl smart' choices || _files
}
compdef _kubectl_smart kubectl-smart
`,
  fish: `complete -c kubectl-smart -a '(kubectl-smart __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null | string match -v ":*")'
`,
};
