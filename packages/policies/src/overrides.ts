import type { TerraformStack } from "cdktf";
import { fieldsOf, type Attributes, type Resource } from "./resources";

/** Kinds of blocks whose bodies have a type and a name above them. */
const TYPED = ["resource", "data", "ephemeral"] as const;

/** Kinds whose bodies have a name alone. */
const NAMED = ["module", "output", "variable"] as const;

/**
 * What `addOverride` writes into the JSON of a stack past all constructs, which is how blocks are
 * made that cdktf has no construct for.
 */
export function overridesOf(stack: TerraformStack): Resource[] {
  // cdktf shows it to nobody; without it such a block would be the one that no rule has seen.
  const { rawOverrides: json = {} } = stack as unknown as { rawOverrides?: Attributes };
  const block = (type: string, address: string, body: unknown): Resource => ({
    type,
    path: `${stack.node.path}: ${address}`,
    address,
    attributes: fieldsOf(body),
    construct: stack,
  });
  return [
    ...TYPED.flatMap((kind) =>
      entries(json[kind]).flatMap(([type, bodies]) =>
        entries(bodies).map(([name, body]) =>
          block(type, `${kind === "resource" ? "" : `${kind}.`}${type}.${name}`, body),
        ),
      ),
    ),
    ...entries(json["provider"]).flatMap(([type, bodies]) =>
      [bodies].flat().map((body) => block(type, `provider.${type}`, body)),
    ),
    ...NAMED.flatMap((kind) =>
      entries(json[kind]).map(([name, body]) => block(kind, `${kind}.${name}`, body)),
    ),
    ...(json["locals"] === undefined ? [] : [block("local", "locals", json["locals"])]),
  ];
}

const entries = (value: unknown): [string, unknown][] => Object.entries(fieldsOf(value));
