import { configuration, environmentInput } from "@groundwork/testing/configuration";
import * as configured from "../../../src/core/configured";
import { expectNotMoving, expectSettled } from "../../../src/state/layers/expect-settled";
import { LOCATION } from "../../support/emulated";
import { KEYS, SERVICES } from "./random-states";

jest.mock("../../../src/core/configured");

const [NETWORK, CLUSTER] = KEYS;
const NOTE = `${SERVICES}.moving`;

const state = (count: number) =>
  JSON.stringify({
    version: 4,
    serial: 1,
    lineage: "a",
    resources: Array.from({ length: count }, (_, index) => ({
      mode: "managed",
      type: "aws_vpc",
      name: `n${index}`,
      instances: [{}],
    })),
  });

const named = (name: string) => Object.assign(new Error(name), { name });

/** Dev with this option, whose bucket has these objects; undefined where there is no bucket. */
function statesOf(layers: object | "one", objects: Readonly<Record<string, string>> | undefined) {
  const dev = environmentInput("dev", { production: false, layers } as object);
  jest.mocked(configured.loadConfiguration).mockReturnValue(configuration({}, [dev]));
  const send = async ({ constructor: { name }, input }: any) => {
    if (objects === undefined) throw named("NoSuchBucket");
    if (name === "ListObjectsV2Command") {
      const keys = Object.keys(objects)
        .toSorted()
        .filter((key) => key.startsWith(input.Prefix));
      return { Contents: keys.slice(0, input.MaxKeys).map((Key) => ({ Key })) };
    }
    const text = objects[input.Key];
    // S3 answers so to a role that may list, and not read.
    if (text === "closed")
      throw Object.assign(named("AccessDenied"), { $metadata: { httpStatusCode: 403 } });
    if (text === undefined) throw named("NoSuchKey");
    return { Body: { transformToByteArray: async () => Buffer.from(text) } };
  };
  return { clients: { s3: { send } } as never, location: LOCATION };
}

const LAYERS = ["network", "cluster", "services"];

test.each([
  ["nothing applied yet", LAYERS, {}],
  ["no bucket yet", LAYERS, undefined],
  ["no bucket yet, as one", "one", undefined],
  ["the network first", LAYERS, { [NETWORK]: state(1) }],
  [
    "all layers applied",
    LAYERS,
    { [NETWORK]: state(1), [CLUSTER]: state(1), [SERVICES]: state(1) },
  ],
  ["one stack", "one", { [SERVICES]: state(3) }],
  [
    "one stack, with layers that hold nothing",
    "one",
    { [SERVICES]: state(3), [NETWORK]: state(0) },
  ],
  [
    "copies and locks beside it",
    "one",
    { [SERVICES]: state(1), [`${NETWORK}.backups/a`]: "closed", [`${NETWORK}.tflock`]: "closed" },
  ],
])("%s: may be planned", async (_, layers, objects) => {
  const states = statesOf(layers as object, objects as never);
  const stack = layers === "one" ? "dev-stack" : "dev-network-stack";
  await expect(expectSettled(states, stack)).resolves.toBeUndefined();
});

test.each([
  ["all lies in the one state", LAYERS, { [SERVICES]: state(3) }, "split dev"],
  [
    "and a network that holds nothing beside",
    LAYERS,
    { [SERVICES]: state(3), [NETWORK]: state(0) },
    "split dev",
  ],
  [
    "a network beside the one stack",
    "one",
    { [SERVICES]: state(1), [NETWORK]: state(1) },
    "join dev",
  ],
  ["a cluster alone beside it", "one", { [SERVICES]: state(1), [CLUSTER]: state(1) }, "join dev"],
])("%s: the command comes first", async (_, layers, objects, line) => {
  const states = statesOf(layers as object, objects as never);
  await expect(expectSettled(states, "dev-stack")).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining(line),
  });
  // What is destroyed as a whole is in whichever state it is.
  await expect(expectSettled(states, "dev-stack", true)).resolves.toBeUndefined();
});

test("a layer beside one stack that may not be read counts as one that holds something", async () => {
  const states = statesOf("one", { [SERVICES]: state(1), [NETWORK]: "closed" });
  await expect(expectSettled(states, "dev-stack")).rejects.toThrow("AccessDenied");
});

test.each([
  ["one", "join dev"],
  [LAYERS, "split dev"],
])("a note beside the services' state stops whatever plans or applies: 7", async (layers, line) => {
  const states = statesOf(layers as object, {
    [NETWORK]: state(1),
    [SERVICES]: state(1),
    [NOTE]: "closed",
  });
  const refusal = { exitCode: 7, message: expect.stringContaining(line) };
  await expect(expectNotMoving(states, "dev-stack")).rejects.toMatchObject(refusal);
  await expect(expectSettled(states, "dev-stack", true)).rejects.toMatchObject(refusal);
  await expect(expectNotMoving(states, "registry-stack")).resolves.toBeUndefined();
});
