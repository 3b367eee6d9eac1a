import { isBlock } from "./elements";
import { valueAt, type Pointer } from "./pointer";

type Step = string | number;

/**
 * Where an argument that a plan names stands in the stack's JSON. A block that there is once is an
 * object there and a list of one in a plan, and blocks of a set may have another order.
 *
 * @param resource its type and its name
 * @param steps to the argument, as the plan has them
 * @param planned what the plan makes the resource, by the code
 * @returns the way to it, or to where it would stand; undefined where the stack has no such resource
 */
export function pointerTo(
  stack: unknown,
  resource: readonly [type: string, name: string],
  steps: readonly Step[],
  planned: unknown,
): Pointer | undefined {
  let way: Step[] = ["resource", ...resource];
  let [json, plan] = [valueAt(stack, way), planned];
  if (json === undefined) return undefined;
  for (const step of steps) {
    const inPlan = valueAt(plan, [step]);
    if (typeof step === "number" && isBlock(json)) {
      // A second one of a block that the code has once.
      if (step > 0) return undefined;
    } else {
      const own = typeof step === "number" ? positionOf(json, inPlan, step) : step;
      if (own === undefined) return undefined;
      way = [...way, own];
      json = valueAt(json, [own]);
    }
    plan = inPlan;
  }
  return way;
}

/** Where a list of the JSON has what a plan's list has at a position. */
function positionOf(list: unknown, element: unknown, position: number): number | undefined {
  if (!Array.isArray(list)) return undefined;
  if (!isBlock(element)) return position;
  const fits = list.flatMap((one: unknown, index) => (isFit(one, element) ? [index] : []));
  if (fits.length === 1) return fits[0];
  return fits.includes(position) ? position : undefined;
}

/** Whether a block of the JSON says nothing else than one of a plan, as far as both are known. */
const isFit = (json: unknown, planned: Readonly<Record<string, unknown>>): boolean =>
  isBlock(json) &&
  Object.entries(json).every(
    ([key, value]) =>
      (typeof value === "object" && value !== null) ||
      String(value).includes("${") ||
      String(value) === String(planned[key]),
  );
