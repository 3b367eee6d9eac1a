import { shellWord } from "../../core/shell-word";
import type { StateFormat } from "../../terraform/state-format";

/**
 * The command that makes a state that can be moved.
 *
 * @param from the source's name
 * @param text of what lies there
 */
export function wayOut(
  { kind, words, readByTerraform }: StateFormat,
  from: string,
  text: string,
): string {
  const written = (command: string) =>
    `While nobody applies there: ${command} > state.tfstate, then this again with --from state.tfstate`;
  if (kind === "encrypted") {
    return words.includes("OpenTofu")
      ? written("with its keys, in the folder of its configuration, tofu state pull")
      : written(through("sops -d --input-type json --output-type json /dev/stdin", from));
  }
  if (kind === "old-format" && readByTerraform) {
    return written(
      "in the folder of its configuration, or an empty one with it as terraform.tfstate, terraform state pull",
    );
  }
  if (kind === "encoding") return written(through(decoder(words, text), from));
  if (kind === "newer") {
    return "A Terraform newer than this project wrote it: upgrade the project first";
  }
  return "Is it the right place?";
}

/** A program that gets the object. */
const through = (program: string, from: string): string =>
  from.startsWith("s3://")
    ? `aws s3 cp ${shellWord(from)} - | ${program}`
    : `${program} < ${shellWord(from)}`;

/** The command that writes it as UTF-8 without a mark. */
function decoder(words: string, text: string): string {
  const encoding = /UTF-16[LB]E/.exec(words)?.[0];
  if (encoding === undefined)
    return UNPACK[/compressed as (\w+)/.exec(words)?.[1] ?? ""] ?? NO_MARK;
  // If iconv is given plain UTF-16, it reads the mark and takes it away. The mark, read as UTF-8,
  // is two of these characters.
  return `iconv -f ${text.startsWith("\uFFFD\uFFFD") ? "UTF-16" : encoding} -t UTF-8`;
}

/** The mark has three bytes. */
const NO_MARK = "tail -c +4";

const UNPACK: Readonly<Record<string, string>> = {
  gzip: "gzip -dc",
  zip: "funzip",
  bzip2: "bzip2 -dc",
  xz: "xz -dc",
  zstd: "zstd -dc",
};
