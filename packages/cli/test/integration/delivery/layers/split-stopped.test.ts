import { once } from "node:events";
import { killTree } from "@groundwork/testing/project";
import { emptyBackend, LOCATION } from "../../../support/emulated";
import { killPoints } from "../../../support/kill-points";
import { LAYER_KEYS, Layered, NOTE, OF_LAYERS } from "../../../support/layered";
import { refused } from "../../../support/delivery";
import { until } from "../../../support/until";
import { startWriteProxy } from "../../../support/write-proxy";

jest.setTimeout(900_000);

const SPLIT = ["split", "dev", "--yes"];
const JOIN = ["join", "dev", "--yes"];

let dev: Layered;
let one: string;
let ids: string[];
beforeAll(async () => {
  dev = await Layered.create("layers-stopped");
  await dev.apply("dev-stack");
  one = (await dev.delivery.stateText("dev"))!;
  ids = await dev.ids();
  await dev.layers("layers");
});
beforeEach(async () => {
  await emptyBackend(dev.delivery.clients, LOCATION, "dev/");
  await dev.delivery.haveState("dev", one);
});
afterAll(() => dev?.close());

/** Puts objects back as they were, with digests that fit. */
async function begin(objects: ReadonlyMap<string, string>): Promise<void> {
  await emptyBackend(dev.delivery.clients, LOCATION, "dev/");
  for (const [key, text] of objects) {
    await dev.delivery.haveState(key.replace("/terraform.tfstate", ""), text);
  }
}

async function states(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const key of await dev.objects()) found.set(key, await dev.text(key));
  return found;
}

const isSplit = async () => {
  expect(await dev.addresses(LAYER_KEYS[2])).toEqual(OF_LAYERS.services);
  expect(await dev.objects()).toEqual([...LAYER_KEYS].toSorted());
};

const isJoined = async () => {
  expect(await dev.addresses(LAYER_KEYS[2])).toEqual(Object.values(OF_LAYERS).flat().toSorted());
  expect(await dev.objects()).toEqual([LAYER_KEYS[2]]);
};

/** The writes of a command, after any of which it can be killed. */
async function writesOf(args: readonly string[]): Promise<string[]> {
  const counter = await startWriteProxy(dev.delivery.endpoint);
  const [code] = await once(dev.start(args, counter.endpoint), "exit");
  counter.close();
  expect(code).toBe(0);
  return counter.writes.map(({ what }) =>
    what.replace(
      /^(PUT|DELETE) .*?\/dev\/(.*?)(\.backups\/.*)?(\?.*)?$/,
      (_, method, key, copy) => `${method} ${copy === undefined ? key : "a copy"}`,
    ),
  );
}

/** How a plan ends meanwhile. */
const CLOSED = { code: 7, stderr: "on the way between the states" };

/** Kills a command after one of its writes, and has it run again. */
async function killedAt(
  last: number,
  args: readonly string[],
  done: () => Promise<void>,
): Promise<void> {
  const proxy = await startWriteProxy(dev.delivery.endpoint, async ({ number }) => {
    if (number === last) await killTree(victim.pid!);
  });
  const victim = dev.start(args, proxy.endpoint);
  const [, signal] = await once(victim, "exit");
  proxy.close();
  const died = `${last}: ${proxy.writes.at(last - 1)?.what}`;
  expect({ died, signal }).toEqual({ died, signal: "SIGKILL" });
  expect({ died, ids: await dev.ids() }).toEqual({ died, ids });
  // As long as there is a note.
  const plan = (await dev.objects()).includes(NOTE) ? await dev.run("plan", "dev-stack") : CLOSED;
  expect({
    died,
    code: plan.code,
    closed: plan.stderr.includes("on the way between the states"),
  }).toEqual({
    died,
    code: 7,
    closed: true,
  });
  const { code, stderr } = await dev.run(...args);
  expect({ died, code, stderr }).toEqual({ died, code: 0, stderr: "" });
  expect({ died, ids: await dev.ids() }).toEqual({ died, ids });
  await done();
}

test("a split that is killed after any of its writes has nothing in no state, and the next run ends it", async () => {
  const writes = await writesOf(SPLIT);
  await isSplit();
  // Locks of three states, a copy, the note, targets before the source, each with its digest.
  expect(writes.filter((what) => what.startsWith("PUT") && !what.endsWith("tflock"))).toEqual([
    "PUT a copy",
    "PUT terraform.tfstate.moving",
    "PUT network/terraform.tfstate",
    "PUT cluster/terraform.tfstate",
    "PUT terraform.tfstate",
    "PUT network/terraform.tfstate",
    "PUT cluster/terraform.tfstate",
  ]);
  for (const last of killPoints(writes)) {
    await begin(new Map([[LAYER_KEYS[2], one]]));
    await killedAt(last, SPLIT, isSplit);
  }
});

test("the same of a join that is killed after any of its writes", async () => {
  expect((await dev.run(...SPLIT)).code).toBe(0);
  const split = await states();
  await dev.layers("one");
  try {
    const writes = await writesOf(JOIN);
    await isJoined();
    for (const last of killPoints(writes)) {
      await begin(split);
      await killedAt(last, JOIN, isJoined);
    }
  } finally {
    await dev.layers("layers");
  }
});

test("a split that was killed is taken back by a join, once the option is as it was", async () => {
  const proxy = await startWriteProxy(dev.delivery.endpoint, async ({ what }) => {
    if (what.includes("PUT") && /cluster\/terraform\.tfstate(\?|$)/.test(what)) {
      await killTree(victim.pid!);
    }
  });
  const victim = dev.start(SPLIT, proxy.endpoint);
  await once(victim, "exit");
  proxy.close();
  await dev.layers("one");
  try {
    expect(await dev.run(...JOIN)).toMatchObject({ code: 0, stderr: "" });
    await isJoined();
    expect(await dev.ids()).toEqual(ids);
  } finally {
    await dev.layers("layers");
  }
});

test("during a split a plan is refused, and so is a second split: 7", async () => {
  let goOn = () => {};
  let isHeld = false;
  const proxy = await startWriteProxy(dev.delivery.endpoint, ({ what }) => {
    if (!/PUT .*network\/terraform\.tfstate(\?|$)/.test(what) || isHeld) return undefined;
    isHeld = true;
    return new Promise<void>((resolve) => (goOn = resolve));
  });
  const first = dev.start(SPLIT, proxy.endpoint);
  const ended = once(first, "exit");
  await until("the first write", () => isHeld, 60);
  expect(await dev.run("plan", "dev-stack")).toMatchObject(refused(7, "groundwork split dev"));
  expect(await dev.run("drift", "dev-network-stack")).toMatchObject({ code: 1 });
  expect(await dev.run(...SPLIT)).toMatchObject(refused(7, "is locked by"));
  goOn();
  expect(await ended).toEqual([0, null]);
  proxy.close();
  await isSplit();
});

test("of several splits at once one moves all, and each of the others says why it does not", async () => {
  const all = await Promise.all([SPLIT, SPLIT, SPLIT].map((args) => dev.run(...args)));
  const codes = all.map(({ code }) => code);
  expect(codes).toContain(0);
  for (const { code, stderr } of all) {
    if (code === 0) continue;
    expect([3, 7]).toContain(code);
    expect(stderr).toMatch(code === 7 ? /is locked by/ : /got another state than was shown/);
  }
  await isSplit();
  expect(await dev.ids()).toEqual(ids);
});

test("a plan that waits for the lock plans what it finds then: the split's code, or nothing", async () => {
  const [split, plan] = await Promise.all([
    dev.run(...SPLIT),
    dev.run("plan", "dev-network-stack", "--lock-timeout", "60s"),
  ]);
  expect(split).toMatchObject({ code: 0 });
  // Before the split it is told to split first, and during it that one runs.
  expect([0, 1, 7]).toContain(plan.code);
  await isSplit();
});
