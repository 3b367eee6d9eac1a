import { argumentChanges } from "../../../comparison/argument-changes";
import { isBlock } from "../../../comparison/elements";
import { isSame } from "../../../comparison/wanted";
import { widerAccess } from "../../../words/wider/wider";
import type { Drifted, DriftedAttribute } from "../drift-contents";

/**
 * Why an attribute is in no file, whatever options there are.
 *
 * @param mask masks what is known to be secret in a text
 * @returns undefined where it may be
 */
export function keptOut(
  { resource }: Drifted,
  attribute: DriftedAttribute,
  mask: (text: string) => string,
): string | undefined {
  const { inAws, inCode, inState, steps } = attribute;
  const text = JSON.stringify(inAws) ?? "";
  const [before, after] = [inCode, inAws].map((value) => around(steps, value));
  const isSecret =
    attribute.isMarked ||
    mask(text) !== text ||
    argumentChanges(resource.type, before!, after!).some(({ sensitive }) => sensitive);
  if (isSecret) return "it is secret, and no file has it";
  return isSame(inState, inCode, false)
    ? undefined
    : "the code has another value by now, which was not applied yet";
}

/** What a resource is open to in AWS and not by the code, in words. */
export const widerIn = ({ resource, inAws, inCode }: Drifted): string[] =>
  widerAccess({ type: resource.type, before: inCode, after: inAws }).map(({ words }) => words);

/** A resource that has a value alone, by the names around it. */
function around(
  steps: DriftedAttribute["steps"],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const whole = steps
    .toReversed()
    .reduce(
      (inner: unknown, step) => (typeof step === "number" ? [inner] : { [step]: inner }),
      value,
    );
  return isBlock(whole) ? whole : {};
}
