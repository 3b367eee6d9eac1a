import { digestOf } from "../../../src/state/state-digest";
import { checkSource, decide } from "../../../src/state/migration/migration-decision";

const state = (serial: number, changes: object = {}) =>
  JSON.stringify(
    {
      version: 4,
      terraform_version: "1.11.4",
      serial,
      lineage: "ours",
      outputs: {},
      resources: [
        { mode: "managed", type: "aws_iam_user", name: "a", instances: [{ attributes: {} }] },
      ],
      ...changes,
    },
    null,
    2,
  );

const against = (source: string, text: string | undefined, digest?: string, digested = true) =>
  decide("source", source, {
    stack: "dev-stack",
    key: "dev/terraform.tfstate",
    text,
    digest,
    digested,
  });

const refusal = (work: () => unknown) => {
  try {
    return JSON.stringify(work());
  } catch (error) {
    const { message, exitCode } = error as { message: string; exitCode: number };
    return `${exitCode}: ${message}`;
  }
};

test("an empty destination is written", () => {
  expect(against(state(3), undefined)).toEqual({ type: "move", replaces: undefined });
});

test("an older state of the same lineage is replaced", () => {
  const older = state(2, { outputs: { a: {} } });
  expect(against(state(3), older, digestOf(older))).toMatchObject({
    type: "move",
    replaces: { serial: 2 },
  });
});

test("the same content under the same or a higher serial is there already", () => {
  expect(against(state(3), state(3), digestOf(state(3)))).toMatchObject({
    type: "there",
    digest: true,
  });
  expect(against(state(3), state(9), digestOf(state(9)))).toMatchObject({ type: "there" });
  // A run that was killed before it wrote the digest.
  expect(against(state(3), state(4), digestOf(state(2)))).toMatchObject({ digest: false });
  expect(against(state(3), state(4), undefined)).toMatchObject({ digest: false });
  expect(against(state(3), state(4), undefined, false)).toMatchObject({ digest: true });
});

test("the same content under a lower serial is written again", () => {
  expect(against(state(3), state(2), digestOf(state(2)))).toMatchObject({ type: "move" });
});

test.each([
  ["another lineage", state(1, { lineage: "theirs" }), "1: dev/terraform.tfstate holds another"],
  ["another lineage, without resources", state(1, { lineage: "theirs", resources: [] }), "1: dev"],
  ["a higher serial", state(4, { outputs: { a: {} } }), "1: dev/terraform.tfstate is newer"],
  ["the same serial, another content", state(3, { outputs: { a: {} } }), "same serial 3"],
  ["garbage", "garbage", "1: dev/terraform.tfstate: got something that is not a Terraform state"],
])("%s at the destination is refused", (_, there, message) => {
  expect(refusal(() => against(state(3), there))).toContain(message);
});

test.each([
  ["a state that its digest does not match", state(2, { outputs: { a: {} } })],
  ["a state that was deleted, its digest left", undefined],
])("%s at the destination is refused", (_, there) => {
  expect(refusal(() => against(state(3), there, "0".repeat(32)))).toMatch(/^4: .*repair-digest/);
});

describe("a source without a lineage", () => {
  const none = state(3, { lineage: undefined });

  test("is there already by its content alone", () => {
    expect(against(none, state(4, { lineage: "given" }))).toMatchObject({ type: "there" });
  });

  test.each([
    ["an older state", state(2, { outputs: { a: {} } })],
    ["another one without a lineage", state(2, { lineage: "", outputs: { a: {} } })],
  ])("does not replace %s", (_, there) => {
    expect(refusal(() => against(none, there))).toMatch(/holds another state: got lineage/);
  });

  test("nor is one replaced by a state that has a lineage", () => {
    expect(refusal(() => against(state(9), none))).toContain("got lineage none");
  });
});

test("numbers beyond what JavaScript holds exactly make a difference", () => {
  const [one, other] = ["9007199254740993", "9007199254740992"].map((number) =>
    state(3).replace('"attributes": {}', `"attributes": {"id": ${number}}`),
  );
  expect(refusal(() => against(one!, other!))).toContain("same serial 3");
});

test.each([
  ["", "it is empty"],
  [" \n", "it is empty"],
  [state(1, { resources: [] }), "neither resources nor outputs"],
  ["{}", "expected a Terraform state of format 4"],
  [state(1, { version: 3 }), "expected a Terraform state of format 4"],
])("a source of %j is refused", (text, message) => {
  expect(refusal(() => checkSource("source", text))).toContain(message);
});

test("outputs alone are something to move", () => {
  expect(checkSource("s", state(1, { resources: [], outputs: { a: {} } })).serial).toBe(1);
});
