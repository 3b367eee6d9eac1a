import { formatAddress, KEY, parseAddress, type Mode } from "../terraform/address";

/** The name of a stand-in: mode, type and name of what it stands for; `module` is a module's type. */
const NAME = String.raw`(?:(data|ephemeral)__)?([a-z](?:[a-z\d-]|_(?!_))*)__([\p{L}\p{N}_-]+)`;

/** The stack's own address in place of its stand-in's; any other address as it is. */
export function originalAddress(address: string): string {
  const parsed = parseAddress(address);
  const [, mode = "managed", type, name] =
    parsed?.type === "terraform_data" ? (new RegExp(`^${NAME}$`, "u").exec(parsed.name) ?? []) : [];
  if (!parsed || type === undefined || name === undefined) return address;
  return formatAddress({ ...parsed, mode: mode as Mode, type, name });
}

/**
 * Terraform's text with the stand-ins' addresses turned back into the stack's own, also where
 * Terraform sets type and name apart (`resource "terraform_data" "aws_x__y"`).
 */
export function originalAddresses(text: string): string {
  const rest = String.raw`(${KEY}|\[[^\]"]*\]|\.\*|\.\d+)?(\.(?:input|output)\b)?(\.outputs\b)?`;
  const joined = new RegExp(String.raw`(resource\.)?\bterraform_data\.${NAME}${rest}`, "gsu");
  // Terraform may break the line between the two, and draw a frame.
  const apart = new RegExp(String.raw`(resource )?"terraform_data"([\s│]+)"${NAME}"`, "gu");
  return text
    .replace(joined, (_, block = "", mode, type, label, key = "", side = "", outputs = "") => {
      // A terraform_data of the stack's own has an input of its own.
      const own = type === "terraform_data" ? side : "";
      const below = type === MODULE ? "" : outputs;
      return `${mode ? `${mode}.` : type === MODULE ? "" : block}${type}.${label}${key}${own}${below}`;
    })
    .replace(apart, (_, block = "", gap, mode, type, label) =>
      type === MODULE
        ? `${MODULE} "${label}"`
        : [mode ? `${mode} ` : block, `"${type}"`, gap, `"${label}"`].join(""),
    )
    .replace(/\bself\.(?:input|output)\b/g, "self");
}

const MODULE = "module";

/** Whether that is the address of a module as a whole, or of one of its instances. */
export const isModule = (address: string): boolean =>
  new RegExp(String.raw`^module\.[^.[]+(?:${KEY})?$`, "s").test(address);

/** Part of Terraform itself, so these are what they are and need no stand-in. */
export const isBuiltIn = (address: string) =>
  /^(terraform_data|data\.terraform_remote_state)\./.test(address);

/**
 * Where a resource, a data source, an ephemeral resource or a module has its stand-in. Types hold no
 * double underscore, so the first one ends the type, whatever the name holds.
 */
export function standInAddress(address: string): string {
  if (isBuiltIn(address) && !/^terraform_data\..*__/.test(address)) return address;
  return `terraform_data.${address.replaceAll(".", "__")}`;
}
