import { ownCommand } from "@groundwork/constructs/own-command";
import { FISH_FUNCTIONS } from "./find-bin";
import type { CommandWords } from "./words";

export const fish = (
  commands: readonly CommandWords[],
): string => `# groundwork for fish. To have it in each shell, in a checkout:
#   ${ownCommand("completion fish")} > ~/.config/fish/conf.d/groundwork.fish
${FISH_FUNCTIONS}
complete -c groundwork -n __fish_use_subcommand -f
${commands.filter(isTop).map(command).join("\n")}
${commands.flatMap(inside).join("\n")}
`;

const isTop = ({ name }: CommandWords): boolean => !name.includes(" ");

const quoted = (text: string): string => `'${text.replace(/['\\]/g, String.raw`\$&`)}'`;

const command = ({ name, description }: CommandWords): string =>
  `complete -c groundwork -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`;

function inside({ name, options, names, words }: CommandWords): string[] {
  const seen = name.split(" ").map((word) => `__fish_seen_subcommand_from ${word}`);
  const isBare = words.length > 0 ? ` and not __fish_seen_subcommand_from ${words.join(" ")}` : "";
  const start = `complete -c groundwork -n ${quoted(seen.join("; and ") + isBare.replace(" and", "; and"))}`;
  return [
    ...(words.length === 0 ? [] : [`${start} -f -a ${quoted(words.join(" "))}`]),
    ...(names === undefined ? [] : [`${start} -f -a ${quoted(`(__groundwork_names ${names})`)}`]),
    ...options.map(
      ({ long, description, takesValue }) =>
        `${start} -l ${long.slice(2)}${takesValue ? " -r" : ""} -d ${quoted(description)}`,
    ),
  ];
}
