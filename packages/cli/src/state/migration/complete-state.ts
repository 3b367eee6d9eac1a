import { createHash } from "node:crypto";
import { parseExactly } from "../../core/exact-json";
import { OperationError } from "../../core/errors";
import { parseState, type StateJson } from "../../terraform/state-file";

/**
 * A state as Terraform's backends keep it: with a serial, and a lineage, by which it is told from
 * others from now on. The text is changed in these places alone, as with withSerial.
 *
 * @param text of a state of format 4
 * @param lineage given to it where it has none
 * @throws OperationError when it cannot be told where they belong
 */
export function completeState(text: string, lineage: string): string {
  const json: StateJson = JSON.parse(text);
  let complete = text;
  if ((json.lineage ?? "") === "") {
    complete = set(complete, "lineage", json.lineage, JSON.stringify(lineage));
  }
  if (typeof json.serial !== "number") complete = set(complete, "serial", json.serial, "0");
  const state = parseState(complete);
  const wanted = (json.lineage ?? "") || lineage;
  if (state?.lineage !== wanted || !isSameBesides(text, complete)) {
    throw new OperationError(
      "the state has no lineage or no serial, and not the order in which Terraform writes it; " +
        "give it both by hand, and run this again",
    );
  }
  return complete;
}

/** @param old what stands there, undefined where nothing does */
function set(text: string, name: string, old: unknown, value: string): string {
  if (old === undefined) return text.replace("{", `{\n  "${name}": ${value},`);
  return text.replace(new RegExp(`("${name}"\\s*:\\s*)(""|null)`), `$1${value}`);
}

/** Whether two states are the same but for serial and lineage. */
export const isSameBesides = (one: string, other: string): boolean => rest(one) === rest(other);

/** A mark of what isSameBesides compares: equal for two states that it calls the same. */
export const markOf = (text: string): string =>
  createHash("sha256").update(rest(text)).digest("hex");

const rest = (text: string): string => {
  const { serial: _, lineage: __, ...others } = Object(parseExactly(text));
  return JSON.stringify(others);
};
