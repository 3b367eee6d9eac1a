import { partOf } from "../words/subject";
import { capitalized, kindOf } from "./kinds";
import type { Part } from "./parts";
import type { ChangedObject, Resource } from "./resources";
import type { Named } from "./shape";

/** Of letters, digits and `_`, as both languages take it for a name; no word of Mermaid's is one. */
export const idOf = (key: string): string => `n_${key.replace(/[^A-Za-z\d]+/g, "_")}`;

/** What has the name of a part, with what changes in it. */
export const named = (part: Part): Named => ({
  id: idOf(part.key),
  title: part.title,
  addresses: part.resources.map(({ address }) => address),
  changes: part.resources.flatMap((resource) =>
    resource.changes.map((one) => ({ ...one, name: nameOf(one, part, resource) })),
  ),
});

/** Of what is in a module nothing but its address is known. */
const nameOf = ({ address }: ChangedObject, part: Part, resource: Resource): string =>
  resource.type === "module"
    ? address.replace(/^module\.[^.[]+(?:\[[^\]]*\])?\./, "")
    : nameWithin(part, resource);

/** A resource by what it is within its part: `task definition`, `listener`. */
function nameWithin({ main, key, resources }: Part, resource: Resource): string {
  const isOnly = resources.every((one) => one === main || one.type !== main.type);
  if (resource === main && isOnly) return kindOf(resource.type);
  const { address, path } = resource;
  const depth = Math.min(key.split("/").length, path.length - 1);
  // Below the part, as `partOf` tells of what is below the first.
  const constructPath = ["stack", "part", ...path.slice(depth)].join("/");
  return capitalized(partOf({ address, constructPath })) || kindOf(resource.type);
}
