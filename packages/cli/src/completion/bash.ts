import { ownCommand } from "@groundwork/constructs/own-command";
import { FUNCTIONS } from "./find-bin";
import type { CommandWords } from "./words";

/** For bash 3.2 or later, which macOS has. */
export const bash = (
  commands: readonly CommandWords[],
): string => `# groundwork for bash. To have it in each shell, in a checkout:
#   ${ownCommand("completion bash")} > ~/.groundwork.bash && echo '. ~/.groundwork.bash' >> ~/.bashrc
${FUNCTIONS}
__groundwork_complete() {
  local current=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${topWords(commands)}"
  else
    # Steps of commands such as github have names of their own.
    if [ "$COMP_CWORD" -gt 2 ]; then
      case "$command" in ${parentsOf(commands)}) command="$command \${COMP_WORDS[2]}" ;; esac
    fi
    case "$command" in
${commands.map(branch).join("\n")}
    esac
  fi
  # Options only where one is begun.
  case "$current" in
    -*) ;;
    *) words=$(printf '%s\\n' $words | command grep -v '^-') ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F __groundwork_complete groundwork
`;

const topWords = (commands: readonly CommandWords[]): string =>
  commands
    .map(({ name }) => name)
    .filter((name) => !name.includes(" "))
    .join(" ");

/** Commands that have others, as a pattern. */
export const parentsOf = (commands: readonly CommandWords[]): string =>
  [
    ...new Set(commands.flatMap(({ name }) => (name.includes(" ") ? [name.split(" ")[0]!] : []))),
  ].join("|");

function branch({ name, options, names, words }: CommandWords): string {
  const known = names === undefined ? [] : [`$(__groundwork_names ${names})`];
  const all = [...words, ...options.map(({ long }) => long), ...known].join(" ");
  return `      "${name}") words="${all}" ;;`;
}
