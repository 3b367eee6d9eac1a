/** As Terraform writes it in JSON: https://github.com/zclconf/go-cty/blob/v1.16.2/cty/json.go */
export type Type = string | readonly [kind: string, of: any];

/**
 * The type of a value that is another now: what is as it was keeps its own, as a null says nothing.
 *
 * @param known the type before. @default none was there
 */
export function typeOf(value: unknown, known: Type | undefined): Type {
  const [kind, of] = Array.isArray(known) ? known : [];
  if (value === null || value === undefined) return known ?? "dynamic";
  if (typeof value !== "object") return typeof value === "boolean" ? "bool" : typeof value;
  if (["list", "set", "map"].includes(kind)) return known!;
  if (Array.isArray(value)) {
    return ["tuple", value.map((one, index) => typeOf(one, of?.[index]))];
  }
  const entries = Object.entries(value).map(([key, one]) => [key, typeOf(one, of?.[key])]);
  return ["object", Object.fromEntries(entries)];
}
