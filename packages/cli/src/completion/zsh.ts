import { ownCommand } from "@groundwork/constructs/own-command";
import { parentsOf } from "./bash";
import { FUNCTIONS } from "./find-bin";
import type { CommandWords } from "./words";

export const zsh = (
  commands: readonly CommandWords[],
): string => `# groundwork for zsh. To have it in each shell, in a checkout:
#   ${ownCommand("completion zsh")} > ~/.groundwork.zsh && echo '. ~/.groundwork.zsh' >> ~/.zshrc
${FUNCTIONS}
__groundwork_complete() {
  local command=$words[2]
  local -a found
  if (( CURRENT == 2 )); then
    found=(
${commands.filter(isTop).map(described).join("\n")}
    )
    _describe command found
    return
  fi
  if (( CURRENT > 3 )); then
    case "$command" in ${parentsOf(commands)}) command="$command $words[3]" ;; esac
  fi
  case "$command" in
${commands.map((command) => branch(command)).join("\n")}
  esac
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef __groundwork_complete groundwork
`;

const isTop = ({ name }: CommandWords): boolean => !name.includes(" ");

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const described = ({ name, description }: CommandWords): string =>
  `      ${quoted(`${name}:${description}`)}`;

function branch({ name, options, names, words }: CommandWords): string {
  const list = options.map(({ long, description }) => quoted(`${long}:${description}`)).join(" ");
  const args = [
    ...(words.length === 0 ? [] : [`compadd -- ${words.join(" ")}`]),
    ...(names === undefined ? [] : [`compadd -- \${(f)"$(__groundwork_names ${names})"}`]),
  ];
  // Files where nothing is known that could be meant, and for values of options.
  const others =
    args.length === 0
      ? " || _files"
      : ` || [[ $words[CURRENT-1] == --* ]] && _files || { ${args.join("; ")} }`;
  return `    ${quoted(name)}) [[ $words[CURRENT] == -* ]] && { found=(${list}); _describe option found }${others} ;;`;
}
