import type { Entry, Report } from "./report";

/** A report for a terminal. */
export function reportText({ causes, stacks, same }: Report, title: string): string {
  const blocks = [
    ...(causes.length === 0
      ? []
      : [["What is another:", ...causes.map((line) => `  ${line}`)].join("\n")]),
    ...stacks.map(({ stack, summary, warnings, entries }) =>
      [
        `${stack}: ${summary}`,
        ...warnings.map((warning) => `  ! ${warning}`),
        ...entries.flatMap(entryLines),
      ].join("\n"),
    ),
    ...(same.length === 0 || stacks.length === 0 ? [] : [`Nothing differs in ${same.join(", ")}.`]),
  ];
  return [title, ...blocks].join("\n\n");
}

const entryLines = ({ sign, title, details }: Entry): string[] => [
  `${sign.padStart(5)} ${title}`,
  ...details.map((line) => `        ${line}`),
];
