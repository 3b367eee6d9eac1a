import { parseAddress } from "../terraform/address";
import { repeats } from "./blocks";
import type { Block } from "./json";
import { isItem, type Kind, type Path, type Reference } from "./references";

/**
 * What a layer tells those above it and else nothing may read: a stand-in has it without layers as well,
 * as a resource of AWS does. With it alone in one of them, each split of a rehearsal would find changes.
 */
const TOLD: Readonly<Record<string, readonly Path[]>> = {
  aws_eip: [[".public_ip"]],
  aws_lb: [[".arn_suffix"], [".dns_name"]],
  aws_lb_listener: [[".arn"]],
};

/** What is to be made up of a resource, whether anything reads it or not. */
export function toldOf(address: string): readonly Path[] {
  const { mode, type = "" } = parseAddress(address) ?? {};
  return (mode === "managed" && TOLD[type]) || [];
}

/** What is read of a resource or of a module, by whatever refers to it. */
export class Wanted {
  readonly paths: Path[] = [];
  private readonly kinds = new Map<string, Kind>();

  /** @param body of what is referred to, undefined where it is not declared */
  add(reference: Reference, body: Block | undefined): void {
    const many = !reference.keyed && repeats(body);
    const below = (path: Path): Path => (many && isItem(path[0]) ? path.slice(1) : path);
    // What a whole resource is handed on for cannot be seen; most likely its name.
    const handed = reference.paths.length === 1 && reference.paths[0]?.length === 0;
    const paths = handed ? [[".id"], [".arn"]] : reference.paths.map(below);
    this.paths.push(...paths.filter(([step]) => step?.startsWith(".")));
    for (const { path, as } of reference.uses) {
      const place = placeOf(below(path));
      // A number may also be a text, or a condition; what is taken apart is what it is.
      if (as !== "boolean" || !this.kinds.has(place)) this.kinds.set(place, as);
    }
  }

  /** What the value there is used as. */
  kindOf(path: Path): Kind | undefined {
    return this.kinds.get(placeOf(path));
  }
}

/** The items of a list have one kind. */
const placeOf = (path: Path): string => path.map((step) => (isItem(step) ? "[]" : step)).join("");
