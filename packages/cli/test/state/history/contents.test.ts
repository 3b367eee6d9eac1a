import { differenceOf, readContents } from "../../../src/state/history/contents";

/** A state with one instance for each resource given: address without index, and its attributes. */
const state = (
  resources: object[],
  outputs: Record<string, { value: unknown }> = {},
  serial = 1,
): string =>
  JSON.stringify({
    version: 4,
    terraform_version: "1.11.4",
    serial,
    lineage: "a",
    outputs,
    resources,
  });

const managed = (name: string, ...instances: object[]) => ({
  mode: "managed",
  type: "aws_x",
  name,
  instances,
});

const difference = (before: object[], after: object[]) =>
  differenceOf(readContents(state(before)), readContents(state(after))!);

describe("the difference of two states", () => {
  test("names what was added, removed and changed, by instance", () => {
    const before = [
      managed("kept", { attributes: { a: 1 } }),
      managed(
        "many",
        { index_key: 0, attributes: { a: 1 } },
        { index_key: 1, attributes: { a: 1 } },
      ),
      managed("gone", { attributes: {} }),
    ];
    const after = [
      managed("kept", { attributes: { a: 1 } }),
      managed(
        "many",
        { index_key: 0, attributes: { a: 1 } },
        { index_key: 1, attributes: { a: 2 } },
      ),
      managed("new", { index_key: "x.y", attributes: {} }),
    ];
    expect(difference(before, after)).toEqual({
      added: ['aws_x.new["x.y"]'],
      removed: ["aws_x.gone"],
      changed: ["aws_x.many[1]"],
      outputsChanged: 0,
    });
  });

  test("counts a resource that was tainted, or has an old object left to destroy", () => {
    const sound = managed("a", { attributes: { id: 1 } });
    expect(
      difference([sound], [managed("a", { attributes: { id: 1 }, status: "tainted" })]).changed,
    ).toEqual(["aws_x.a"]);
    expect(
      difference(
        [sound],
        [managed("a", { attributes: { id: 1 } }, { deposed: "00ff", attributes: { id: 0 } })],
      ).added,
    ).toEqual(["aws_x.a (deposed object 00ff)"]);
  });

  test("tells numbers apart that JavaScript would take for one", () => {
    const written = (id: string) =>
      readContents(
        state([managed("a", { attributes: { id: 0 } })]).replace('"id":0', `"id":${id}`),
      )!;
    const [before, after] = [written("7227701560655103597"), written("7227701560655103590")];
    expect(differenceOf(before, after).changed).toEqual(["aws_x.a"]);
    expect(differenceOf(before, before).changed).toEqual([]);
  });

  test("passes over data sources, dependencies and the provider's own notes", () => {
    const data = { mode: "data", type: "aws_y", name: "d", instances: [{ attributes: {} }] };
    const plain = managed("a", { attributes: { id: 1 } });
    const noted = managed("a", {
      attributes: { id: 1 },
      private: "eyJ",
      dependencies: ["aws_x.b"],
    });
    expect(difference([plain], [noted, data])).toEqual({
      added: [],
      removed: [],
      changed: [],
      outputsChanged: 0,
    });
  });

  test("counts outputs that came, went, or have another value", () => {
    const before = readContents(
      state([], { same: { value: 1 }, other: { value: 1 }, gone: { value: 1 } }),
    );
    const after = readContents(
      state([], { same: { value: 1 }, other: { value: 2 }, new: { value: 1 } }),
    )!;
    expect(differenceOf(before, after).outputsChanged).toBe(3);
  });

  test("to nothing before is all of it", () => {
    const only = readContents(state([managed("a", { attributes: {} })]))!;
    expect(differenceOf(undefined, only).added).toEqual(["aws_x.a"]);
  });
});

test("no value of a state is in what is kept of it", () => {
  const secret = "correct horse battery staple";
  const contents = readContents(
    state([managed("db", { attributes: { password: secret } })], { token: { value: secret } }),
  )!;
  const kept = [...contents.resources, ...contents.outputs, ...Object.entries(contents)];
  expect(JSON.stringify(kept)).not.toContain(secret);
});

test.each([
  ["{"],
  ["[]"],
  ["null"],
  ["{}"],
  ['{"version":3,"serial":1,"lineage":"a","resources":[]}'],
])("%s is no state", (text) => expect(readContents(text)).toBeUndefined());
