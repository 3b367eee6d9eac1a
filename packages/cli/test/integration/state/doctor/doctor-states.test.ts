import { DeleteObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { digestOf } from "../../../../src/state/state-digest";
import { doctor, findingOf, SECRET, stackIn } from "../../../support/doctor";
import { BUCKET, Rehearsed } from "../../../support/rehearsed";
import { dropRow, putRow } from "../../../support/rows";

jest.setTimeout(300_000);

const KEY = "dev/terraform.tfstate";

let dev: Rehearsed;
beforeAll(async () => {
  dev = await Rehearsed.create("dev-stack", KEY);
});
afterAll(() => dev.close());

const look = (args: string[] = []) => doctor([...args], dev.env);

describe("a state", () => {
  afterEach(async () => {
    await dev.heal();
    await dev.expectClean();
  });

  test("that was deleted by hand", async () => {
    await dev.delete();
    const diagnosed = await look();
    expect(diagnosed.found).toEqual([
      "error state-deleted dev-stack",
      "error digest-differs dev-stack",
    ]);
    expect(findingOf(diagnosed, "digest-differs").repair).toBe(
      "npx --no -- groundwork repair-digest dev-stack",
    );
    expect(findingOf(diagnosed, "state-deleted").repair).toContain(
      "npx --no -- groundwork restore dev-stack",
    );
  });

  test("that another writer overwrote: Terraform stops at its digest, and so is said", async () => {
    await dev.put(dev.state.replace(/"serial": ?\d+/, '"serial": 99'));
    const diagnosed = await look();
    expect(diagnosed.code).toBe(1);
    expect(diagnosed.found).toEqual(["error digest-differs dev-stack"]);
    const { code, stderr } = await dev.terraform("plan", "-input=false", "-no-color");
    expect(code).toBe(1);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(
      findingOf(diagnosed, "digest-differs").what.match(/got (\w+)/)![1]!,
    );
  });

  test("whose digest is missing is only warned of: Terraform goes on without", async () => {
    await dev.removeDigest();
    const diagnosed = await look();
    expect(diagnosed.found).toEqual(["warning digest-missing dev-stack"]);
    expect(diagnosed.code).toBe(0);
    await dev.expectClean();
  });

  test("that is garbage, which need not be text", async () => {
    const garbage = `${dev.state.slice(0, 5000)}\u{FFFD}`;
    await dev.put(garbage);
    expect((await look()).found).toEqual([
      "error state-garbage dev-stack",
      "error digest-differs dev-stack",
    ]);
    await dev.setDigest(digestOf(garbage));
    expect((await look()).found).toEqual(["error state-format dev-stack"]);
  });

  test("that OpenTofu has encrypted, with its digest: named, and nothing older recommended", async () => {
    const { serial, lineage } = JSON.parse(dev.state);
    const encrypted = JSON.stringify({
      serial: serial + 1,
      lineage,
      meta: { "key_provider.pbkdf2.main": "e30=" },
      encrypted_data: "AAAA",
      encryption_version: "v0",
    });
    await dev.put(encrypted);
    await dev.setDigest(digestOf(encrypted));
    const diagnosed = await look();
    expect(diagnosed.found).toEqual(["error state-format dev-stack"]);
    const { what, repair } = findingOf(diagnosed, "state-format");
    expect(what).toContain(`is a state encrypted by OpenTofu, serial ${serial + 1}`);
    expect(repair).not.toContain("restore");
  });

  test("without a lineage, which Terraform takes", async () => {
    const { lineage: _, ...json } = JSON.parse(dev.state);
    const text = JSON.stringify(json);
    await dev.put(text);
    await dev.setDigest(digestOf(text));
    expect(await look()).toMatchObject({ code: 0, found: [] });
    await dev.expectClean();
  });

  test("that a newer Terraform has written", async () => {
    const newer = dev.state.replace(/"terraform_version": "[^"]*"/, '"terraform_version": "9.9.9"');
    await dev.put(newer);
    await dev.setDigest(digestOf(newer));
    const diagnosed = await look();
    expect(diagnosed.found).toEqual(["warning state-newer dev-stack"]);
    expect(diagnosed.code).toBe(0);
  });

  test("that was copied to another stack's key", async () => {
    const registry = "registry/terraform.tfstate";
    await dev.put(dev.state, registry);
    await putRow(dev.clients, `${registry}-md5`, { Digest: { S: digestOf(dev.state) } });
    const all = await look();
    // Asked about one of the two, it looks at the other as well.
    const one = await look(["dev-stack"]);
    await dev.delete(registry);
    await dropRow(dev.clients, `${registry}-md5`);
    expect(all.found).toEqual([
      "error state-foreign registry-stack",
      "error lineage-shared registry-stack",
    ]);
    expect(findingOf(all, "lineage-shared").what).toContain(KEY);
    expect(one.found).toEqual(["error lineage-shared dev-stack"]);
    // The deleted copy has versions, so it counts as deleted; away with them.
    await dropVersions(registry);
  });

  test("in which two stacks work: environments are built alike, and told by their tags", async () => {
    const state = JSON.parse(dev.state);
    state.resources.push({
      mode: "managed",
      type: "aws_sns_topic",
      name: "alerts",
      provider: 'provider["registry.example.com/hashicorp/aws"]',
      instances: [
        {
          schema_version: 0,
          attributes: {
            password: SECRET,
            tags_all: { Environment: "prod", ManagedBy: "groundwork" },
          },
        },
      ],
    });
    const text = JSON.stringify(state);
    await dev.put(text);
    await dev.setDigest(digestOf(text));
    const diagnosed = await look();
    expect(diagnosed.found).toEqual(["error state-mixed dev-stack"]);
    expect(findingOf(diagnosed, "state-mixed").what).toContain("1 of prod");
  });

  test("of 10 MB and 2,000 resources", async () => {
    const state = JSON.parse(dev.state);
    const { resources } = state;
    for (let index = 0; resources.length < 2000; index++) {
      resources.push({
        mode: "managed",
        type: "terraform_data",
        name: `filler-${index}`,
        provider: 'provider["terraform.io/builtin/terraform"]',
        instances: [
          { schema_version: 0, attributes: { id: String(index), input: SECRET.repeat(185) } },
        ],
      });
    }
    const text = JSON.stringify(state);
    expect(text.length).toBeGreaterThan(10_000_000);
    await dev.put(text);
    await dev.setDigest(digestOf(text));
    const diagnosed = await look();
    expect(diagnosed.found).toEqual([]);
    expect(stackIn(diagnosed, "dev-stack").state).toMatchObject({
      resources: resources.length,
      bytes: text.length,
    });
  });
});

/** So that it is as if it had never been there. */
async function dropVersions(Prefix: string): Promise<void> {
  const { s3 } = dev.clients;
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix }));
  for (const { Key, VersionId } of [...(listed.Versions ?? []), ...(listed.DeleteMarkers ?? [])]) {
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: Key!, VersionId }));
  }
}
