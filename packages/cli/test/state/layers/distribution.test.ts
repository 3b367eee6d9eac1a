import { proof } from "@groundwork/testing/proof";
import { Declared } from "../../../src/state/layers/declared";
import { distribute, type HeldParts } from "../../../src/state/layers/distribution";
import { homesBefore, homesByCode, type DeclaringStack } from "../../../src/state/layers/homes";
import { parseState } from "../../../src/terraform/state-file";
import { emptyState, NO_PARTS, partsOf, withParts } from "../../../src/terraform/state-parts";
import { KEYS, randomCase, SERVICES, type RandomCase } from "./random-states";

const { cases, seed, from } = proof(200);
const seeds = Array.from({ length: cases }, (_, index) => seed + from + index);

const NEW = emptyState("1.11.4", "a-lineage");

const beginning = (state: string): HeldParts[] =>
  KEYS.map((key) => ({ key, parts: key === SERVICES ? partsOf(state) : NO_PARTS }));

const declaring = (stacks: RandomCase["stacks"]): DeclaringStack[] =>
  stacks.map(({ key, json }) => ({ key, declared: new Declared(json) }));

/** The states after some of the writes, through text and back as they lie in the bucket. */
function after(held: readonly HeldParts[], writes: readonly HeldParts[], count = writes.length) {
  const now = new Map(held.map(({ key, parts }) => [key, parts]));
  for (const { key, parts } of writes.slice(0, count)) {
    now.set(key, partsOf(withParts(NEW, parts)));
  }
  return KEYS.map((key) => ({ key, parts: now.get(key)! }));
}

const texts = (held: readonly HeldParts[]) =>
  held.flatMap(({ parts }) => parts.entries.map(({ text }) => text));

const namesIn = ({ parts }: HeldParts) => parts.entries.map(({ address }) => address);

/** The one stack that declares what several do. */
const joined = (stacks: RandomCase["stacks"]): DeclaringStack[] => {
  const all = declaring(stacks);
  const one = {
    declares: (entry: never) => all.some(({ declared }) => declared.declares(entry)),
    hasLeft: (entry: never) => all.some(({ declared }) => declared.hasLeft(entry)),
    hasOutput: (name: string) => all.some(({ declared }) => declared.hasOutput(name)),
  };
  return [{ key: SERVICES, declared: one as unknown as Declared }];
};

test("what a split writes has everything once, where its stack is, in the order that it had", () => {
  for (const one of seeds) {
    const { state, stacks, homes } = randomCase(one);
    const held = beginning(state);
    const { writes, problems } = distribute(held, homesByCode(declaring(stacks), SERVICES));
    expect({ one, problems }).toEqual({ one, problems: [] });
    const split = after(held, writes);
    expect({ one, all: texts(split).toSorted() }).toEqual({ one, all: texts(held).toSorted() });
    const order = namesIn(held[2]!);
    for (const layer of split) {
      expect({ one, names: namesIn(layer) }).toEqual({
        one,
        names: order.filter((name) => namesIn(layer).includes(name)),
      });
    }
    for (const [address, key] of homes) {
      const place = split.find((layer) => namesIn(layer).includes(address))?.key;
      expect({ one, address, key: place }).toEqual({ one, address, key });
    }
  }
});

test("stopped after any write, everything is in some state, and the next run comes to the same", () => {
  for (const one of seeds) {
    const { state, stacks } = randomCase(one);
    const held = beginning(state);
    const homes = homesByCode(declaring(stacks), SERVICES);
    const { writes } = distribute(held, homes);
    const whole = after(held, writes);
    for (let count = 0; count < writes.length; count++) {
      const stopped = after(held, writes, count);
      expect(new Set(texts(stopped))).toEqual(new Set(texts(held)));
      const again = distribute(stopped, homes);
      expect({ one, count, problems: again.problems }).toEqual({ one, count, problems: [] });
      expect(after(stopped, again.writes)).toEqual(whole);
    }
    expect(distribute(whole, homes)).toMatchObject({ moves: [], writes: [], isNeeded: false });
  }
});

test("a join, and putting back, bring all of it to where it was", () => {
  for (const one of seeds) {
    const { state, stacks } = randomCase(one);
    const held = beginning(state);
    const split = after(held, distribute(held, homesByCode(declaring(stacks), SERVICES)).writes);
    for (const homes of [homesByCode(joined(stacks), SERVICES), homesBefore(held, SERVICES)]) {
      const back = after(split, distribute(split, homes).writes);
      expect({ one, entries: texts(back).toSorted() }).toEqual({
        one,
        entries: texts(held).toSorted(),
      });
      expect(back.slice(0, 2).flatMap(namesIn)).toEqual([]);
      expect([...back[2]!.parts.outputs].toSorted()).toEqual(
        [...held[2]!.parts.outputs].toSorted(),
      );
    }
  }
});

test("a state keeps its head, and each number as it was written", () => {
  for (const one of seeds) {
    const { state } = randomCase(one);
    const parts = partsOf(state);
    const written = withParts(state, parts);
    expect(JSON.parse(written)).toEqual(JSON.parse(state));
    expect(written.match(/12345678901234567890\.123456789/g)).toEqual(
      state.match(/12345678901234567890\.123456789/g),
    );
    const { serial, lineage } = parseState(written)!;
    expect({ serial, lineage }).toEqual({ serial: parseState(state)!.serial, lineage: `l${one}` });
    expect(partsOf(withParts(written, NO_PARTS))).toEqual(NO_PARTS);
  }
});
