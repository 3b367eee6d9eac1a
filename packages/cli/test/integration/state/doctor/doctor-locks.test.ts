import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import path from "node:path";
import { RunRecords } from "../../../../src/terraform/run-record";
import { doctor, findingOf, stackIn } from "../../../support/doctor";
import { smallRoot } from "@groundwork/testing/project";
import { BUCKET, Rehearsed, TABLE } from "../../../support/rehearsed";
import { dropRow, putRow } from "../../../support/rows";

jest.setTimeout(300_000);

const KEY = "dev/terraform.tfstate";

let dev: Rehearsed;
beforeAll(async () => {
  dev = await Rehearsed.create("dev-stack", KEY);
});
afterEach(() => dev.heal());
afterAll(() => dev.close());

const look = (args: string[] = []) => doctor([...args], dev.env);

/** A lock of somebody on another machine. */
const lockText = (minutesAgo: number, id = "5a0c"): string =>
  JSON.stringify({
    ID: id,
    Operation: "OperationTypeApply",
    Info: "",
    Who: "kim@elsewhere",
    Version: "1.11.4",
    Created: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    Path: `${BUCKET}/${KEY}`,
  });

const lockBoth = (text: string) => Promise.all([dev.lockRow(text), dev.lockFile(text)]);

describe("locks", () => {
  test("an apply that was killed: who, since when, with what; while it may live, a warning", async () => {
    const lock = await dev.killedApply();
    const diagnosed = await look();
    expect(diagnosed).toMatchObject({ code: 0, found: ["warning lock-held dev-stack"] });
    expect(stackIn(diagnosed, "dev-stack").locks).toMatchObject(
      ["row", "file"].map((place) => ({
        place,
        used: true,
        run: "unknown",
        holder: { id: lock.ID, who: lock.Who, operation: "OperationTypeApply", version: "1.11.4" },
      })),
    );
    const { what, repair } = findingOf(diagnosed, "lock-held");
    expect(what).toContain(`locked by ${lock.Who} (OperationTypeApply) since`);
    expect(repair).toContain("npx --no -- groundwork unlock dev-stack");
  });

  test("of a run of this checkout: no finding while it lives, an error when it was killed", async () => {
    const records = new RunRecords(
      path.join(smallRoot(), ".cache/runs", new URL(dev.endpoint).host.replace(":", "-")),
    );
    const apply = dev.slowApply();
    const { victim } = await apply;
    const end = await records.begin("dev-stack", victim.pid!);
    try {
      const living = await look();
      expect(living).toMatchObject({ code: 0, found: [] });
      expect(stackIn(living, "dev-stack").locks[0].run).toBe("alive");
      await dev.kill(victim);
      const killed = await look();
      expect(killed).toMatchObject({ code: 1, found: ["error lock-left dev-stack"] });
      expect(stackIn(killed, "dev-stack").locks[0].run).toBe("killed");
      expect(findingOf(killed, "lock-left").repair).toBe("npx --no -- groundwork unlock dev-stack");
    } finally {
      await end();
    }
    const unlocked = await dev.groundwork("unlock", ["--yes", "--force"]);
    expect(unlocked.code).toBe(0);
    await dev.expectClean();
    expect((await look()).found).toEqual([]);
  });

  test("one that has lasted for two hours is an error", async () => {
    await lockBoth(lockText(120));
    const diagnosed = await look();
    expect(diagnosed).toMatchObject({ code: 1, found: ["error lock-held dev-stack"] });
    expect(findingOf(diagnosed, "lock-held").what).toContain("kim@elsewhere");
  });

  test("row and file of different runs", async () => {
    await dev.lockRow(lockText(1, "one"));
    await dev.lockFile(lockText(1, "two"));
    const diagnosed = await look();
    expect(diagnosed.found).toEqual([
      "error locks-differ dev-stack",
      "warning lock-held dev-stack",
    ]);
    expect(findingOf(diagnosed, "locks-differ").what).toContain("one and two");
  });

  test("a file alone, which is not what Terraform writes", async () => {
    await dev.lockFile("{ half a lo");
    expect((await look()).found).toEqual(["error lock-unreadable dev-stack"]);
  });
});

describe("what belongs to no stack", () => {
  const other = "staging/terraform.tfstate";

  test("digest, lock row, lock file and state are named, with what takes them away", async () => {
    await putRow(dev.clients, `gone/terraform.tfstate-md5`, { Digest: { S: "0".repeat(32) } });
    await putRow(dev.clients, "gone/terraform.tfstate", { Info: { S: lockText(5) } });
    await dev.put(lockText(5), `${other}.tflock`);
    await dev.put(dev.state.replace(/"lineage": ?"[^"]*"/, '"lineage": "another"'), other);
    // Copies that these commands make are theirs.
    await dev.put(dev.state, `${KEY}.drill/2026-11-21T03-35-00.000Z_x/terraform.tfstate`);
    await dev.put(dev.state, `${KEY}.backups/2026-11-21T03-35-00-000Z-restore`);
    // A state of another name, known by its digest.
    await dev.put(dev.state.replace(/"lineage": ?"[^"]*"/, '"lineage": "hand-made"'), "iam/state");
    await putRow(dev.clients, "iam/state-md5", { Digest: { S: "0".repeat(32) } });
    // With a state its digest is no orphan.
    await putRow(dev.clients, `${other}-md5`, { Digest: { S: "0".repeat(32) } });
    // A digest that a person has emptied is no lock.
    await putRow(dev.clients, "emptied/terraform.tfstate-md5", {});
    // Another bucket's lock is none of ours.
    const LockID = { S: "other-bucket/dev/terraform.tfstate" };
    await dev.clients.dynamodb.send(
      new PutItemCommand({ TableName: TABLE, Item: { LockID, Info: { S: lockText(5) } } }),
    );
    const diagnosed = await look();
    await dropRow(dev.clients, `gone/terraform.tfstate-md5`);
    await dropRow(dev.clients, "gone/terraform.tfstate");
    await dropRow(dev.clients, "emptied/terraform.tfstate-md5");
    expect(diagnosed).toMatchObject({ code: 0 });
    expect(diagnosed.found).toEqual([
      "warning digest-orphan backend",
      "warning lock-orphan backend",
      "warning lock-orphan backend",
      "warning state-without-stack backend",
    ]);
    expect(findingOf(diagnosed, "digest-orphan").repair).toBe(
      `aws dynamodb delete-item --table-name ${TABLE} --key '{"LockID":{"S":"${BUCKET}/gone/terraform.tfstate-md5"}}'`,
    );
    expect(findingOf(diagnosed, "state-without-stack").what).toContain(
      `are no stack's: iam/state, ${other}`,
    );
  });

  test("a copy of a stack's state is a warning: two would go on from one state", async () => {
    await dev.put(dev.state, other);
    const diagnosed = await look();
    expect(diagnosed.found).toContain("warning lineage-shared dev-stack");
    await dev.delete(other);
    await dev.delete(`${other}.tflock`);
  });
});
