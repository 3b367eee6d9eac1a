import path from "node:path";
import type { z } from "zod";
import { environmentSchema } from "@groundwork/configuration/environment";
import { organizationSchema } from "@groundwork/configuration/organization-schema";
import { commentOf, readComments, type Comments } from "./comments";
import { walk, type Option } from "./walk";

/** Where schemas are written. @param packages the folder of the packages */
export const schemaFolders = (packages: string): string[] =>
  ["configuration", "constructs"].map((name) => path.join(packages, name, "src"));

/**
 * Every option of organization and environments as tables in Markdown.
 *
 * @param packages the folder of the packages
 */
export async function optionsPage(packages: string): Promise<string> {
  const comments = await readComments(schemaFolders(packages));
  return [
    "# Options",
    "Written by `groundwork options` from the schemas in `packages/`; a test holds the two together. An option without a default must be given.",
    "## An environment: `environments/dev.ts`, `prod.ts`",
    ...tables(environmentSchema, comments),
    "## What all environments share: `environments/organization.ts`",
    ...tables(organizationSchema, comments),
  ]
    .join("\n\n")
    .concat("\n");
}

/** One table for each object, after those of the objects around it. */
function tables(schema: z.core.$ZodType, comments: readonly Comments[]): string[] {
  const options = walk(schema);
  const parents = [...new Set(options.map(parentOf))];
  return parents.flatMap((parent) => [
    ...(parent === "" ? [] : [`### \`${parent}\``]),
    [
      "| option | takes | default | what it does |",
      "| --- | --- | --- | --- |",
      ...options
        .filter((option) => parentOf(option) === parent)
        .map((option) => row(option, comments)),
    ].join("\n"),
  ]);
}

const parentOf = ({ path }: Option): string => path.replace(/\.?[^.]+$/, "");

function row(option: Option, comments: readonly Comments[]): string {
  const comment = commentOf(comments, option.key, option.siblings);
  const variants = option.variants ? ` (${option.variants.join(", ")})` : "";
  const cells = [
    `\`${option.key}\`${variants}`,
    option.takes,
    withoutIt(option, comment?.without),
    option.choices ? choices(option, comments) : (comment?.text ?? ""),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** What each choice means, in the words of its own comment. */
const choices = ({ key, choices = [] }: Option, comments: readonly Comments[]): string =>
  choices
    .map(({ name, siblings }) => `${name}: ${commentOf(comments, key, siblings, name)?.text ?? ""}`)
    .join(" ");

/** The comment's words where there are any, otherwise the value in the schema. */
function withoutIt(option: Option, without: string | undefined): string {
  if (option.required) return "";
  if (without !== undefined) return without;
  return option.default === undefined ? "" : `\`${JSON.stringify(option.default)}\``;
}
