import type { Configuration } from "./check";

/**
 * The same configuration for Terraform, which takes `${` and `%{` in its JSON for the beginning of a
 * template: doubled they are text again, and reach AWS as they are written. Stacks are built of
 * this; commands, which ask AWS themselves, use the configuration as it is.
 */
export const asText = ({ organization, environments }: Configuration): Configuration => ({
  organization: {
    ...escaped(organization),
    // Terraform reads a backend before there is anything to refer to, and so to the letter.
    backend: organization.backend,
  },
  environments: escaped(environments),
});

/** @param data plain data; names of variables are keys in it */
function escaped<Data>(data: Data): Data {
  return inEach(data, (text) =>
    // Only the last sign is doubled: `$${` becomes `$$${`, which Terraform reads as `$${`.
    text.includes("{") ? text.replaceAll(/[$%](?=\{)/g, "$&$&") : text,
  ) as Data;
}

function inEach(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === "string") return change(data);
  if (Array.isArray(data)) return data.map((item) => inEach(item, change));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, item]) => [change(key), inEach(item, change)]),
  );
}
