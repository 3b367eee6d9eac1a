import { StateLocks } from "../../../src/state/lock/locks";
import { parseState } from "../../../src/terraform/state-file";
import { Delivery, refused, type Planned } from "../../support/delivery";
import type { Ended } from "@groundwork/testing/project";
import { engineThatSays } from "../../support/engine-that-says";
import { startHoldingProxy } from "../../support/holding-proxy";
import { until } from "../../support/until";

jest.setTimeout(240_000);

let delivery: Delivery;
beforeAll(async () => {
  delivery = await Delivery.create("delivery-apply");
});
afterAll(() => delivery?.close());

type Owner = "dev" | "prod";

const unchanged = (owner: Owner, command: () => Promise<Ended>) =>
  delivery.unchanged(owner, command);

/** The plan was refused before its apply began, so it is good for another try. */
const expectUnused = async (owner: Owner, { id }: Planned) =>
  expect(await delivery.keys(`results/${owner}/${id}/`)).toEqual([]);

describe("an environment without a gate", () => {
  let planned: Planned;
  beforeAll(async () => {
    planned = await delivery.plan("dev-stack");
  });

  test("its plan is applied by whoever has made it, and what came of it is kept", async () => {
    const ended = await delivery.apply(planned);
    expect(ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining("Error") });
    expect(ended.stdout).toContain("Apply complete!");
    const state = parseState((await delivery.stateText("dev"))!)!;
    expect(await delivery.result("dev", planned, "outcome")).toMatchObject({
      ok: true,
      exit: 0,
      serial: state.serial,
      counts: { add: state.addresses.length },
      by: { arn: expect.stringMatching(/\/kim$/) },
    });
    expect(await delivery.result("dev", planned, "started")).toMatchObject({
      sha256: planned.sha256,
    });
    expect(await delivery.result("dev", planned, "outputs")).toEqual({ url: expect.any(String) });
    const log = await delivery.read(`results/dev/${planned.id}/log.txt`);
    expect(log!.toString()).toContain("Apply complete!");
    // Addresses are the stack's own, not those of the stand-ins.
    expect(log!.toString()).toMatch(/^aws_vpc\.\S+: Creation complete/m);
    expect(await delivery.status(planned)).toBe("applied");
    const { document } = await delivery.json(delivery.kim, "metrics", "dev");
    expect(document.stacks).toMatchObject([{ deployments: 1, leadTime: { count: 1 }, failed: 0 }]);
    const images = await delivery.run(delivery.kim, "images");
    expect(images).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("/web: not made yet"),
    });
  });

  test("a second time it is not: 5", async () => {
    expect(await unchanged("dev", () => delivery.apply(planned))).toMatchObject(
      refused(5, "A plan is applied once"),
    );
  });
});

describe("an environment with a gate", () => {
  let planned: Planned;
  let planner: Delivery["kim"];
  beforeAll(async () => {
    planner = delivery.kim;
    planned = await delivery.plan("prod-stack");
  });
  const apply = (env = planner, ...options: string[]) => delivery.apply(planned, env, ...options);

  test("unapproved: 5, and who can help; status tells that it waits, and who applied last", async () => {
    expect(await unchanged("prod", apply)).toMatchObject(
      refused(5, `npx --no -- groundwork approve ${planned.id}`),
    );
    await expectUnused("prod", planned);
    const { document } = await delivery.json(delivery.kim, "status", "dev,prod");
    expect(document[0].lastWrite.by).toMatch(/\/kim$/);
    expect(document[1].plan).toMatchObject({ id: planned.id, status: "waiting" });
  });

  test("nobody approves what he has planned: 6", async () => {
    expect(await unchanged("prod", () => delivery.approve(planned, delivery.kim))).toMatchObject(
      refused(6, "somebody else must approve it"),
    );
    expect(await delivery.status(planned)).toBe("waiting");
  });

  test("not by writing to the store either: 5", async () => {
    const approval = {
      verdict: "approved",
      by: { arn: (await summaryOf()).plannedBy.arn },
      at: new Date().toISOString(),
      sha256: planned.sha256,
    };
    const key = `approvals/prod/${planned.id}.json`;
    await delivery.tamper(key, JSON.stringify(approval));
    try {
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(5, "not approved by anybody but"),
      );
    } finally {
      await delivery.remove(key);
    }
  });
  const summaryOf = () => delivery.readJson(`summaries/prod/${planned.id}.json`);

  test("nobody at a terminal, and no hash named: asked, and nothing decided", async () => {
    expect(
      await unchanged("prod", () => delivery.run(delivery.lee, "approve", planned.id)),
    ).toMatchObject(refused(1, "nobody is there to answer"));
    expect(await delivery.status(planned)).toBe("waiting");
  });

  test("an approval of another hash: 4", async () => {
    const other = { ...planned, sha256: "0".repeat(64) };
    expect(await unchanged("prod", () => delivery.approve(other))).toMatchObject(
      refused(4, "got --sha256 0000"),
    );
  });

  test("somebody else approves, once, seeing what it is about", async () => {
    const { code, stdout } = await delivery.approve(planned);
    expect(code).toBe(0);
    expect(stdout).toContain("to add");
    expect(stdout).toMatch(/Approved as \S+\/lee\./);
    expect(await delivery.status(planned)).toBe("approved");
    expect(await unchanged("prod", () => delivery.approve(planned))).toMatchObject(
      refused(5, "approved already"),
    );
    expect(
      await unchanged("prod", () =>
        delivery.run(delivery.kim, "reject", planned.id, "--why", "late"),
      ),
    ).toMatchObject(refused(5, "approved already"));
  });

  test("approved, but another hash: 4", async () => {
    expect(
      await unchanged("prod", () => delivery.apply({ ...planned, sha256: "0".repeat(64) })),
    ).toMatchObject(refused(4, "got --sha256 0000"));
  });

  test("another commit: 4", async () => {
    const head = await delivery.git("rev-parse", "HEAD");
    await delivery.git("commit", "--quiet", "--allow-empty", "--message", "other");
    try {
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(4, `it was planned at the commit ${head}`),
      );
    } finally {
      await delivery.git("reset", "--quiet", "--hard", head);
    }
  });

  test("a bundle that was swapped, with or without its hash in the summary: 4", async () => {
    const bundle = `plans/prod/${planned.id}/bundle.tgz`;
    const summary = `summaries/prod/${planned.id}.json`;
    const [was, text] = [await delivery.read(bundle), await delivery.read(summary)];
    const dev = (await delivery.keys("plans/dev/")).at(-1)!;
    const other = (await delivery.read(dev))!;
    const { sha256: otherHash } = await delivery.readJson(
      dev.replace("plans", "summaries").replace("/bundle.tgz", ".json"),
    );
    try {
      await delivery.tamper(bundle, other);
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(4, "what lies in the store is not what was planned"),
      );
      expect(await delivery.run(delivery.lee, "graph", "--plan", planned.id)).toMatchObject(
        refused(4, "somebody has written to the store"),
      );
      // The hash that was printed where the plan was made tells.
      await delivery.tamper(summary, text!.toString().replace(planned.sha256, otherHash));
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(4, "Take the hash from where the plan was made"),
      );
      // And so does the plan itself, if somebody is handed the other hash.
      expect(
        await unchanged("prod", () => delivery.apply({ ...planned, sha256: otherHash })),
      ).toMatchObject(refused(4, "not the one that was packed with the plan"));
    } finally {
      await delivery.tamper(bundle, was!);
      await delivery.tamper(summary, text!);
    }
  });

  test("a summary that was changed: 4", async () => {
    const key = `summaries/prod/${planned.id}.json`;
    const text = (await delivery.read(key))!.toString();
    try {
      await delivery.tamper(key, text.replace(/"expiresAt": "\d+/, '"expiresAt": "2999'));
      expect(await unchanged("prod", apply)).toMatchObject(
        refused(4, "not the one that was packed with the plan"),
      );
    } finally {
      await delivery.tamper(key, text);
    }
  });

  test("expired: 5", async () => {
    const later = await delivery.later(planner, 73);
    expect(await unchanged("prod", () => apply(later))).toMatchObject(refused(5, "expired at"));
  });

  test("another Terraform: 4", async () => {
    const env = { ...planner, ...(await engineThatSays("Terraform v1.99.0")) };
    expect(await unchanged("prod", () => apply(env))).toMatchObject(
      refused(4, "this is Terraform 1.99.0"),
    );
  });

  test("a locked state: 7, and the plan stays good", async () => {
    const locks = new StateLocks(delivery.location, delivery.clients);
    const ended = await locks.holding("prod/terraform.tfstate", "a test", () =>
      unchanged("prod", apply),
    );
    expect(ended).toMatchObject(refused(7, "npx --no -- groundwork unlock prod-stack"));
    await expectUnused("prod", planned);
  });

  test("after all of that it is applied, by one of two who have come through all checks at once", async () => {
    const proxy = await startHoldingProxy(delivery.endpoint, /\/started\.json/);
    const late = apply({ ...delivery.lee, AWS_ENDPOINT_URL: proxy.endpoint });
    await until("the mark of the second", () => proxy.held, 60);
    expect(await apply()).toMatchObject({ code: 0 });
    const state = await delivery.stateText("prod");
    proxy.release();
    const loser = await late;
    proxy.close();
    expect(loser).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("another apply of it began just now"),
    });
    expect(await delivery.stateText("prod")).toBe(state);
    const outcome = await delivery.result("prod", planned, "outcome");
    expect(outcome).toMatchObject({ ok: true, serial: parseState(state!)!.serial });
    expect((await delivery.result("prod", planned, "started")).by.arn).toMatch(/\/kim$/);
    const { document } = await delivery.json(delivery.lee, "show", planned.id);
    expect(document.status).toBe("applied");
  });
});
