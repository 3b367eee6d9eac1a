import { spawnSync } from "node:child_process";
import path from "node:path";
import { keyText, literal } from "../../../src/sources/literal";
import { checkoutRoot } from "@groundwork/testing/project";

/** Draws a number from 0 to 1. */
export type Random = () => number;

export const oneOf = <One>(random: Random, list: readonly One[]): One =>
  list[Math.floor(random() * list.length)]!;

/** How people write a file of values. */
const STYLES = ["plain", "commented", "constants", "spread", "dense", "windows", "tabs"] as const;

/** A file with a value, as somebody may have written it. */
export interface Written {
  readonly style: string;
  readonly text: string;
  /** Comments in it, each once. */
  readonly comments: readonly string[];
}

/** Writes an environment as its file may say it: with comments, constants and spreads, in any form. */
export function writtenEnvironment(name: string, value: object, random: Random): Written {
  const style = oneOf(random, STYLES);
  const writer = new Writer(style, random);
  const body = writer.valueText(value, 0);
  const text = `import type { EnvironmentInput } from "@groundwork/configuration";

${writer.declarations.join("")}/** ${writer.comment("what it is for")} */
export const ${name}: EnvironmentInput = ${body};
`;
  return { style, text: inForm(style, text), comments: writer.comments };
}

class Writer {
  readonly comments: string[] = [];
  readonly declarations: string[] = [];

  constructor(
    private readonly style: (typeof STYLES)[number],
    private readonly random: Random,
  ) {}

  comment(text: string): string {
    const own = `note ${this.comments.length}: ${text}`;
    this.comments.push(own);
    return own;
  }

  valueText(value: unknown, depth: number): string {
    if (Array.isArray(value)) {
      return `[${value.map((one) => this.valueText(one, depth + 1)).join(", ")}]`;
    }
    if (typeof value !== "object" || value === null) {
      return this.is("constants", 0.2) ? this.constant(literal(value)) : literal(value);
    }
    if (this.style === "dense") return JSON.stringify(value);
    const entries = Object.entries(value);
    // A constant's texts are any texts, and these options take some alone.
    const isWide = !/"(nat|kinds)":/.test(JSON.stringify(value));
    if (depth > 0 && isWide && this.is("spread", 0.4) && entries.length > 1) {
      const own = entries.filter(([key]) => key === "name");
      const shared = entries.filter(([key]) => key !== "name");
      const text = this.constant(this.objectText(shared, depth));
      return `{ ...${text}, ${own.map(([key, one]) => `${keyText(key)}: ${literal(one)}`).join()} }`;
    }
    return this.objectText(entries, depth);
  }

  private objectText(entries: readonly (readonly [string, unknown])[], depth: number): string {
    const lines = entries.map(([key, one]) => {
      const text = `${keyText(key)}: ${this.valueText(one, depth + 1)},`;
      if (!this.is("commented", 0.35)) return text;
      return this.random() < 0.5
        ? `// ${this.comment(`why ${key}`)}\n${text}`
        : `${text} // ${this.comment(`of ${key}`)}`;
    });
    return `{\n${lines.join("\n")}\n}`;
  }

  private constant(text: string): string {
    const name = `value${this.declarations.length}`;
    this.declarations.push(`const ${name} = ${text};\n`);
    return name;
  }

  private is(style: string, share: number): boolean {
    return this.style === style && this.random() < share;
  }
}

/** The project's own form, or one of somebody's own. */
function inForm(style: string, text: string): string {
  if (style === "dense") return text;
  const program = path.join(checkoutRoot, "node_modules/oxfmt/bin/oxfmt");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, "--stdin-filepath=environments/dev.ts"],
    { input: text, encoding: "utf8", cwd: checkoutRoot },
  );
  if (status !== 0) throw new Error(stderr);
  if (style === "windows") return stdout.replaceAll("\n", "\r\n");
  return style === "tabs"
    ? stdout.replaceAll(/^( {2})+/gm, (all) => "\t".repeat(all.length / 2))
    : stdout;
}
