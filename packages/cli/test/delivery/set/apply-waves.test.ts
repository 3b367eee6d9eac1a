import { applyWaves } from "../../../src/delivery/set/apply-waves";
import type { OwnCommands } from "../../../src/delivery/set/own-commands";
import type { WaveResult } from "../../../src/delivery/set/set-text";

const place = (stack: string, result = "planned") => ({
  stack,
  result: result as "planned",
  id: stack,
  sha256: "f00",
});

/** Commands of which the applies of some plans fail. */
const failing = (...ids: string[]) => {
  const ran: string[] = [];
  const run = (_: string, id: string) => {
    ran.push(id);
    const code = ids.includes(id) ? 1 : 0;
    return Promise.resolve({ code, document: undefined, said: code === 0 ? "" : "no capacity\n" });
  };
  return { ran, commands: { run } as unknown as OwnCommands };
};

const said: string[] = [];
const context = (signal = new AbortController().signal) => ({
  atATime: 1,
  lockTimeout: "0s",
  signal,
  open: {
    person: { tell: (text: string) => said.push(text), confirm: () => Promise.resolve(true) },
  },
});

const results = (waves: readonly WaveResult[]) =>
  waves.map(({ places }) => places.map(({ result }) => result));

test("more failures than are tolerated end the wave that they are in, and those that follow", async () => {
  const waves = [
    { tolerated: 0, places: [place("a")] },
    { tolerated: 1, places: ["b", "c", "d", "e"].map((stack) => place(stack)) },
    { tolerated: 0, places: [place("f")] },
  ];
  const { ran, commands } = failing("b", "d");
  expect(await applyWaves(waves, commands, context())).toBe(2);
  expect(ran).toEqual(["a", "b", "c", "d"]);
  expect(results(waves)).toEqual([
    ["applied"],
    ["failed", "applied", "failed", "not begun"],
    ["not begun"],
  ]);
  expect(waves[1]!.places[0]).toMatchObject({ why: "no capacity\n" });
});

test("as many as are tolerated stop nothing", async () => {
  const waves = [
    { tolerated: 1, places: [place("a"), place("b")] },
    { tolerated: 0, places: [place("c")] },
  ];
  expect(await applyWaves(waves, failing("a").commands, context())).toBeUndefined();
  expect(results(waves)).toEqual([["failed", "applied"], ["applied"]]);
});

test("a place that could not be planned counts as one that failed, and what is done is left alone", async () => {
  const waves = [
    { tolerated: 0, places: [place("a", "applied"), place("b", "unchanged")] },
    { tolerated: 0, places: [place("c", "failed"), place("d")] },
  ];
  const { ran, commands } = failing();
  expect(await applyWaves(waves, commands, context())).toBe(2);
  expect(ran).toEqual([]);
  expect(results(waves)).toEqual([
    ["applied", "unchanged"],
    ["failed", "not begun"],
  ]);
});

test("interrupted, nothing more begins", async () => {
  const waves = [{ tolerated: 0, places: [place("a"), place("b")] }];
  const { ran, commands } = failing();
  expect(await applyWaves(waves, commands, context(AbortSignal.abort()))).toBeUndefined();
  expect(ran).toEqual([]);
  expect(results(waves)).toEqual([["not begun", "not begun"]]);
});
