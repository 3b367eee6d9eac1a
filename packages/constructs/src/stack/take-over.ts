import { Aspects, TerraformResource, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ConfigurationError } from "../configuration-error";
import { ImportBlock } from "../import-block";
import { importExisting } from "../import-existing";
import { nearest } from "../nearest";
import { quoted } from "../shown";
import type { Imports } from "./import-options";

/**
 * Has a stack take over those of some things that exist whose paths it has. An aspect, as the stack's
 * resources are made after it. What no stack has is refused by the last of them.
 *
 * @throws ConfigurationError at the synth, with every path that leads to no resource, and every id
 *   that two resources of a type have
 */
export function takeOver(stack: TerraformStack, imports: Imports): void {
  Aspects.of(stack).add({
    visit(construct: IConstruct): void {
      if (construct === stack) addBlocks(stack, imports);
    },
  });
}

type Paths = ReadonlyMap<string, TerraformResource>;

function addBlocks(stack: TerraformStack, { ids, stackIds }: Imports): void {
  const resources = resourcesIn(stack);
  const own = Object.entries(ids).flatMap(([path, id]) => {
    const resource = resources.get(path);
    return resource ? [{ path, resource, id }] : [];
  });
  const twice = own.filter(({ resource: { terraformResourceType }, id }, at) =>
    own
      .slice(0, at)
      .some((one) => one.id === id && one.resource.terraformResourceType === terraformResourceType),
  );
  const problems = [
    ...twice.map(
      ({ path, id }) =>
        `${stack.node.path}.imports["${path}"]: got ${quoted(id)} a second time, expected each thing at one path`,
    ),
    ...strayPaths(stack, Object.keys(ids), stackIds),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const blocks = stack.node.findAll().filter((one) => one instanceof ImportBlock);
  const left = own.filter(({ resource, id }) => {
    // A resource has one block, and what is written down is surer than what is looked for.
    const block = blocks.find((one) => one.resource === resource);
    block?.takeAlone(id);
    return block === undefined;
  });
  if (left.length > 0) {
    importExisting(
      stack,
      left.map(({ resource, id }) => [resource, id] as const),
    );
  }
}

/** Resources by their paths within the stack. */
const resourcesIn = (stack: TerraformStack): Paths =>
  new Map(
    stack.node
      .findAll()
      .filter((one) => one instanceof TerraformResource)
      .map((one) => [one.node.path.slice(stack.node.path.length + 1), one]),
  );

/**
 * Paths that lead to nothing in any of the stacks. Only where all of them are made is that known, and
 * then the last tells.
 */
function strayPaths(
  stack: TerraformStack,
  paths: readonly string[],
  stackIds: readonly string[],
): string[] {
  if (stackIds.at(-1) !== stack.node.id) return [];
  const app = stack.node.scope;
  const stacks = stackIds.map((id) => app?.node.tryFindChild(id));
  if (stacks.some((one) => one === undefined)) return [];
  const known = stacks.flatMap((one) => [...resourcesIn(one as TerraformStack).keys()]);
  return paths
    .filter((path) => !known.includes(path))
    .map((path) => {
      const meant = meantBy(path, known);
      const hint = meant.length > 0 ? `: did you mean ${meant.join(" or ")}?` : "";
      return `${stack.node.path}.imports: got ${quoted(path)}, expected the path of a resource in ${stackIds.join(", ")}${hint}`;
    });
}

/** At most as many are named as fit into a line. */
const MOST = 4;

/** The paths that look like one; of a construct those of its resources. */
function meantBy(path: string, known: readonly string[]): string[] {
  const below = known.filter((one) => one.startsWith(`${path}/`));
  return (below.length > 0 ? below : nearest(path, known)).slice(0, MOST);
}
