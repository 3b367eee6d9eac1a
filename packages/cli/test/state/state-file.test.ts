import {
  addressesOf,
  objectIn,
  ownValue,
  parseState,
  stateIn,
  withSerial,
} from "../../src/terraform/state-file";

const instance = { schema_version: 0, attributes: {} };
const state = {
  version: 4,
  terraform_version: "1.11.4",
  serial: 7,
  lineage: "l",
  outputs: {},
  resources: [{ mode: "managed", type: "aws_vpc", name: "main", instances: [instance] }],
};

describe("the addresses of a resource", () => {
  const resource = (...instances: object[]) => ({
    mode: "managed" as const,
    module: 'module.m["a.b[0]"]',
    type: "aws_x",
    name: "y",
    instances,
  });

  test("are as Terraform lists them, whatever is in a key", () => {
    const keys = ["logs[0].archive", 'a"]', "${x}", "%{y}", "a\u2028b", 0];
    expect(addressesOf(resource(...keys.map((index_key) => ({ index_key }))))).toEqual([
      'module.m["a.b[0]"].aws_x.y["logs[0].archive"]',
      String.raw`module.m["a.b[0]"].aws_x.y["a\"]"]`,
      'module.m["a.b[0]"].aws_x.y["$${x}"]',
      'module.m["a.b[0]"].aws_x.y["%%{y}"]',
      String.raw`module.m["a.b[0]"].aws_x.y["a\u2028b"]`,
      'module.m["a.b[0]"].aws_x.y[0]',
    ]);
    expect(addressesOf(resource({ index_key: null }, {}))).toEqual(['module.m["a.b[0]"].aws_x.y']);
  });

  test("count an instance once, with deposed objects or with these alone", () => {
    const deposed = { index_key: "a", deposed: "0a1b2c3d" };
    const a = 'module.m["a.b[0]"].aws_x.y["a"]';
    expect(addressesOf(resource({ index_key: "a" }, deposed))).toEqual([a]);
    expect(addressesOf(resource(deposed))).toEqual([a]);
  });
});

test.each<[string, string]>([
  ["as Terraform writes it", JSON.stringify(state, null, 2)],
  ["in one line, as OpenTofu writes it", JSON.stringify(state)],
  ["without a lineage", JSON.stringify({ ...state, lineage: "" }, null, 2)],
])("the state in the output of state pull, %s", (_name, text) => {
  const warning = "\nWarning: Deprecated Parameter\n\n  {like this}\n{ it\n\n";
  const outputs = [text, `${text}\n`, `${warning}${text}\n`, `${text}\n${warning}`];
  for (const output of outputs) {
    expect(parseState(stateIn(output))).toMatchObject({ serial: 7, addresses: ["aws_vpc.main"] });
  }
});

test("outputs are read with warnings before and behind them, whatever is in their values", () => {
  const outputs = { url: { sensitive: false, type: "string", value: 'a{b}\n{"[' } };
  const text = JSON.stringify(outputs, null, 2);
  const warning = "Warning: Deprecated Parameter\n\n{ use_lockfile }\n";
  expect(objectIn(`${warning}${text}\n\n${warning}`)).toBe(text);
  expect(objectIn(warning)).toBeUndefined();
});

test("a state is found and changed whatever a value in it is long", () => {
  const attributes = { policy: '"'.repeat(5_000_000) };
  const text = JSON.stringify({ ...state, outputs: { a: { value: attributes } }, serial: 7 });
  expect(objectIn(`Warning: Deprecated Parameter\n\n${text}\n`)).toHaveLength(text.length);
  expect(parseState(withSerial(text, 12))?.serial).toBe(12);
});

test.each([
  ["nothing at all", ""],
  ["a warning alone", "Warning: {\n"],
  [
    "the empty state that Terraform would begin with",
    '{\n  "version": 4,\n  "serial": 0,\n  "lineage": "",\n  "outputs": {},\n  "resources": [],\n  "check_results": null\n}\n',
  ],
])("no state is in %s", (_name, output) => expect(stateIn(output)).toBe(""));

test("another serial, also where there is none", () => {
  const { serial: _, ...without } = state;
  for (const text of [
    JSON.stringify(state, null, 2),
    JSON.stringify(without),
    JSON.stringify({ ...state, lineage: undefined }),
  ]) {
    const changed = withSerial(text, 12);
    expect(parseState(changed)).toMatchObject({ serial: 12, addresses: ["aws_vpc.main"] });
    expect(JSON.parse(changed)).toEqual({ ...JSON.parse(text), serial: 12 });
  }
});

describe("a state whose keys a tool has sorted", () => {
  const resources = [{ ...state.resources[0], instances: [{ attributes: { serial: 5 } }] }];
  const { lineage, serial, terraform_version, version } = state;
  const attributes = { b: '{"serial": 6,', lineage: "x" };
  const sorted = { lineage, outputs: { a: { value: attributes } }, resources, serial };
  const text = JSON.stringify({ ...sorted, terraform_version, version });

  test("has its own serial, not that of a resource, changed", () => {
    expect(JSON.parse(withSerial(text, 12))).toEqual({ ...JSON.parse(text), serial: 12 });
  });

  test("shows it in its beginning only where that reaches so far", () => {
    expect(ownValue(text, "serial")?.text).toBe("7");
    expect(ownValue(text.slice(0, text.indexOf('"serial":7')), "serial")).toBeUndefined();
    expect(ownValue(text.slice(0, text.indexOf('"serial":7') + 10), "serial")).toBeUndefined();
  });
});

test("a serial that stands there twice is an error for people", () => {
  expect(() => withSerial('{"version":4,"serial":1,"lineage":"l","serial":2}', 3)).toThrow(
    expect.objectContaining({
      name: "OperationError",
      message: expect.stringContaining("serial 3"),
    }),
  );
});
