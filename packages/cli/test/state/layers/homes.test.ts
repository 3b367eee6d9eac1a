import { Declared, type DeclaringJson } from "../../../src/state/layers/declared";
import { distribute } from "../../../src/state/layers/distribution";
import { homesByCode } from "../../../src/state/layers/homes";
import type { StateEntry } from "../../../src/terraform/state-parts";
import { KEYS, SERVICES } from "./random-states";

const [NETWORK, CLUSTER] = KEYS;

const entryOf = (address: string, more: Partial<StateEntry> = {}): StateEntry => ({
  address,
  addresses: [address],
  mode: address.includes("data.") ? "data" : "managed",
  deposed: false,
  text: JSON.stringify({ address }),
  ...more,
});

/** Where things lie, by layers, and what each layer declares. */
function distributed(
  held: readonly (readonly StateEntry[])[],
  jsons: readonly DeclaringJson[],
  outputs: readonly string[] = [],
) {
  const states = KEYS.map((key, index) => ({
    key,
    parts: {
      entries: held[index] ?? [],
      outputs: new Map(key === SERVICES ? outputs.map((name) => [name, "{}"]) : []),
    },
  }));
  const stacks = KEYS.map((key, index) => ({ key, declared: new Declared(jsons[index] ?? {}) }));
  return distribute(states, homesByCode(stacks, SERVICES));
}

const lies = ({ moves }: ReturnType<typeof distributed>) =>
  Object.fromEntries(moves.map(({ entry, to }) => [entry.address, to]));

test("what has moved in the code goes to the stack that says so, with all that is in a module", () => {
  const held = ["aws_vpc.old", 'module.old["x"].aws_lb.a', "aws_sqs_queue.gone", "aws_eip.kept"];
  const entries = held.map((address) => entryOf(address));
  const result = distributed(
    [[], [], entries],
    [
      { moved: { from: "aws_vpc.old", to: "aws_vpc.new" } },
      { moved: [{ from: "module.old", to: "module.new" }] },
      { removed: { from: "aws_sqs_queue.gone" } },
    ],
  );
  expect(lies(result)).toEqual({ "aws_vpc.old": NETWORK, 'module.old["x"].aws_lb.a': CLUSTER });
});

test("a declaration counts before a moved block of another stack", () => {
  const result = distributed(
    [[], [], [entryOf("aws_vpc.a")]],
    [{ moved: { from: "aws_vpc.a", to: "aws_vpc.b" } }, { resource: { aws_vpc: { a: {} } } }],
  );
  expect(lies(result)).toEqual({ "aws_vpc.a": CLUSTER });
});

test("what several stacks declare is refused; what several read stays where it was read", () => {
  const twice = { resource: { aws_vpc: { a: {} } }, data: { aws_ami: { b: {} } } };
  const result = distributed(
    [[], [], [entryOf("aws_vpc.a"), entryOf("data.aws_ami.b")]],
    [twice, twice, { data: twice.data }],
  );
  expect(result.problems).toEqual([
    expect.stringContaining("aws_vpc.a: got stacks that declare it twice"),
  ]);
  expect(lies(result)).toEqual({ "aws_vpc.a": NETWORK });
});

test("an output goes with the one stack that declares it; those of several and of none stay", () => {
  const result = distributed(
    [],
    [{ output: { vpc: {}, region: {} } }, { output: { region: {} } }],
    ["vpc", "region", "none"],
  );
  expect(result.outputs).toEqual(["vpc"]);
  expect(result.isNeeded).toBe(false);
});

test("one address with another content in two states is refused, read data is not", () => {
  const own = (id: string) => ({ text: JSON.stringify({ id }) });
  const json = { resource: { aws_vpc: { a: {} } }, data: { aws_ami: { b: {} } } };
  const result = distributed(
    [
      [entryOf("aws_vpc.a", own("new")), entryOf("data.aws_ami.b", own("new"))],
      [],
      [entryOf("aws_vpc.a", own("old")), entryOf("data.aws_ami.b", own("old"))],
    ],
    [json],
  );
  expect(result.problems).toEqual([expect.stringContaining("aws_vpc.a: got one in")]);
});

test("the same content is the same, however it was written", () => {
  const json = { resource: { aws_vpc: { a: {} } } };
  const result = distributed(
    [
      [entryOf("aws_vpc.a", { text: '{"n": 1.0, "long": 12345678901234567890}' })],
      [],
      [entryOf("aws_vpc.a", { text: '{ "n":1.0,\n"long":12345678901234567890 }' })],
    ],
    [json],
  );
  expect(result).toMatchObject({ problems: [], isNeeded: true, moves: [] });
});

test("what is still to be destroyed keeps its resource from moving, and from nothing else", () => {
  const deposed = entryOf("aws_vpc.a", { deposed: true });
  const stays = entryOf("aws_eip.b", { deposed: true });
  const result = distributed([[], [], [deposed, stays]], [{ resource: { aws_vpc: { a: {} } } }]);
  expect(result.problems).toEqual([
    expect.stringContaining("aws_vpc.a: got an object that is still"),
  ]);
});
