/**
 * A stack's JSON as somebody would write it who has never heard of a framework: the same blocks and
 * addresses. Of the framework's comments the path of a construct stays, which says where it came from.
 *
 * @param json of a synth
 */
export function plainTerraform(json: Record<string, unknown>): Record<string, unknown> {
  const { "//": _, ...blocks } = json;
  return Object.fromEntries(
    Object.entries(blocks).map(([kind, block]) => [
      kind,
      /^(resource|data|ephemeral)$/.test(kind)
        ? mapped(block as Record<string, Bodies>, withPaths)
        : kind === "module"
          ? withPaths(block as Bodies)
          : block,
    ]),
  );
}

type Bodies = Record<string, Body>;
type Body = Record<string, unknown> & { readonly "//"?: { readonly metadata?: { path?: string } } };

const withPaths = (bodies: Bodies): unknown =>
  mapped(bodies, ({ "//": comment, ...body }) => {
    const path = comment?.metadata?.path;
    // The stack's own name is that of the folder.
    return path === undefined ? body : { "//": path.slice(path.indexOf("/") + 1), ...body };
  });

const mapped = <From, To>(values: Record<string, From>, map: (value: From) => To) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
