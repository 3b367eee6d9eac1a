import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { organization } from "@groundwork/examples/everything/organization";
import { prod } from "@groundwork/examples/everything/prod";
import { checkConfiguration } from "../src/check";

const circle: Record<string, unknown> = {};
circle["self"] = circle;

/** What no option takes, and texts and lists that few do. */
const ODD: readonly unknown[] = [
  10n,
  Symbol("odd"),
  NaN,
  () => 1,
  circle,
  new Date(0),
  null,
  [],
  {},
  [10n],
  -1,
  "two\nlines",
  [null],
  "x".repeat(70_000),
  true,
];

type Json = Record<string, unknown>;

/** A copy, of what structuredClone would refuse too. */
const copied = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(copied)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copied(item)]))
      : value;

/** Each place in everything, with something odd put there: one after another. */
function* broken(): Generator<[path: string, odd: unknown, problems: readonly string[]]> {
  const inputs = copied({ organization, environments: [prod] }) as Json;
  let turn = 0;
  function* visit(parent: Json, key: string, path: string): ReturnType<typeof broken> {
    const value = parent[key];
    // Three in a row and a step on: each meets each in some of the many places.
    for (const odd of [0, 1, 2].map(() => ODD[turn++ % ODD.length])) {
      parent[key] = odd;
      yield [path, odd, problemsWith(inputs)];
    }
    turn++;
    parent[key] = value;
    if (typeof value !== "object" || value === null) return;
    for (const inner of Object.keys(value)) yield* visit(value as Json, inner, `${path}.${inner}`);
  }
  for (const file of Object.keys(inputs)) yield* visit(inputs, file, file);
}

function problemsWith(inputs: Json): readonly string[] {
  try {
    const { organization: one, environments } = inputs;
    checkConfiguration(...([one, environments] as Parameters<typeof checkConfiguration>));
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

test("whatever stands where, it is told in one readable line for each mistake", () => {
  const all = [...broken()];
  expect(all.length).toBeGreaterThan(500);
  const unreadable = all
    .flatMap(([, , problems]) => problems)
    .filter(
      (line) =>
        line.length > 700 ||
        /[\n\0]/.test(line) ||
        // Words of JavaScript's and of zod's own.
        /expected .*(undefined|NaN|\[object|Invalid|Too (big|small)|received)/.test(line) ||
        /got (undefined|\[object)/.test(line),
    );
  expect(unreadable).toEqual([]);
  const toldTwice = all.filter(([, , problems]) => {
    const places = problems.map((line) => line.split(": got ")[0]);
    return new Set(places).size < places.length;
  });
  expect(toldTwice).toEqual([]);
});
