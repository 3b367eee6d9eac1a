/** A command line that a page names. */
export interface CommandLine {
  /** As the page has it. */
  readonly text: string;
  readonly words: readonly string[];
  /** Whether it stands in a block of code, to be typed as it is. */
  readonly whole: boolean;
}

/** What begins a command line of this project; others are of programs that are not its own. */
const PROGRAMS = /^(npm|npx|node|\.ci\/run)$/;

/** Characters of a shell that end a command. */
const ENDS = /^([|;&]+|>+|#.*)$/;

/** The command lines of a page, in blocks of code and in lines. */
export function commandLines(text: string): CommandLine[] {
  const blocks = [...text.matchAll(/^( *)```(?:sh|bash|shell|console|ya?ml)?\n([^]*?)^\1```/gm)];
  const prose = text.replace(/^( *)```[^]*?^\1```/gm, "");
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
  return [
    ...blocks
      .flatMap(([, , block]) => block!.replace(/\\\n\s*/g, " ").split("\n"))
      .flatMap((line) => linesOf(line, true)),
    ...spans.flatMap((span) => linesOf(span, false)),
  ];
}

/** The commands of one line of a shell. */
function linesOf(line: string, whole: boolean): CommandLine[] {
  const found: CommandLine[] = [];
  let words: string[] | undefined = [];
  const end = () => {
    if (words !== undefined && PROGRAMS.test(words[0] ?? "")) {
      found.push({ text: line.trim(), words, whole });
    }
  };
  // In a workflow, or in what a command says, a word and a colon stand before it.
  for (const word of shellWords(line.replace(/^\s*(- )?\w+: /, ""))) {
    if (!ENDS.test(word)) {
      // Variables stand before a command, and what it is to be run in.
      if (words?.length !== 0 || !/^([A-Z_]+=.*|\$)$/.test(word)) words?.push(word);
      continue;
    }
    end();
    // What stands behind a sign of output is a file; behind # there is a comment.
    words = /^[>#]/.test(word) ? undefined : [];
  }
  end();
  return found;
}

/** Words as a shell takes them, quotes taken away; `<...>` and `[...]` are one word's place. */
function shellWords(line: string): string[] {
  return [
    ...line.matchAll(/#.*$|(?:"[^"]*"|'[^']*'|<[^<>]+>|[^\s"'<>|;&]|(?<=\w)&(?=\w))+|[|;&>]+/g),
  ]
    .map(([word]) => word)
    .map((word) => (word.startsWith("#") ? word : word.replace(/["']/g, "")));
}
