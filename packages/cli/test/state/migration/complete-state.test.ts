import { completeState, isSameBesides } from "../../../src/state/migration/complete-state";
import { parseState } from "../../../src/terraform/state-file";
import { stateText } from "@groundwork/testing/states";

const OURS = "5d4f0b6a-0000-4000-8000-00000000000f";

test("what has both stays as it is, to the letter", () => {
  expect(completeState(stateText(), OURS)).toBe(stateText());
});

test.each([
  ["no lineage", { lineage: undefined }, 3],
  ["an empty one", { lineage: "" }, 3],
  ["null", { lineage: null }, 3],
  ["neither that nor a serial", { lineage: undefined, serial: undefined }, 0],
])("%s: it gets what is missing, and nothing else", (_, changes, serial) => {
  const text = stateText(changes);
  const complete = completeState(text, OURS);
  expect(parseState(complete)).toMatchObject({ lineage: OURS, serial });
  expect(isSameBesides(text, complete)).toBe(true);
});

test("a lineage that is a resource's stays", () => {
  const outputs = { a: { value: { lineage: "" }, type: ["object", { lineage: "string" }] } };
  const text = stateText({ lineage: undefined, outputs });
  expect(JSON.parse(completeState(text, OURS)).outputs).toEqual(outputs);
  // The first to stand in the text is not the state's: nobody can tell by the text alone.
  const { lineage, ...others } = JSON.parse(stateText({ outputs }));
  const odd = JSON.stringify({ ...others, lineage: "" });
  expect(() => completeState(odd, OURS)).toThrow("give it both by hand");
  expect(lineage).toBeDefined();
});

test("nor is anything else changed that is called as the state's own", () => {
  const outputs = { a: { value: { serial: null }, type: ["object", { serial: "string" }] } };
  const { serial: _, ...others } = JSON.parse(stateText({ outputs }));
  const odd = JSON.stringify({ ...others, serial: null });
  expect(() => completeState(odd, OURS)).toThrow("give it both by hand");
});

test("numbers beyond a double stay as they are, and make a difference", () => {
  const [one, other] = ["7227701560655103597", "7227701560655103598"].map((number) =>
    stateText({ lineage: undefined }).replace('"input": null', `"input": ${number}`),
  );
  expect(completeState(one!, OURS)).toContain("7227701560655103597");
  expect(isSameBesides(one!, other!)).toBe(false);
});
