import { CreateRepositoryCommand, PutLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import { synthScript } from "@groundwork/testing/project";
import { Importing } from "../../support/importing";

jest.setTimeout(300_000);

let at: Importing;
beforeAll(async () => {
  at = await Importing.create("import-own");
});
afterAll(() => at?.close());

describe("what groundwork itself has made", () => {
  test("repositories are imported, once; and the ids go when the state has them", async () => {
    const before = await at.copy.read("environments/organization.ts");
    // As the stack would make it, and by hand.
    const encryptionConfiguration = { encryptionType: "KMS" as const };
    for (const name of ["groundwork/web", "elsewhere/web"])
      await at.clients.ecr.send(
        new CreateRepositoryCommand({ repositoryName: name, encryptionConfiguration }),
      );
    await at.clients.ecr.send(new CreateRepositoryCommand({ repositoryName: "groundwork/worker" }));
    for (const repositoryName of ["groundwork/web", "groundwork/worker"])
      await at.clients.ecr.send(
        new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: "{}" }),
      );
    const found = await at.report("registry");
    expect(found.imports).toEqual({
      "repositories/web/repository": "groundwork/web",
      "repositories/web/lifecycle-policy": "groundwork/web",
    });
    expect(found.replaced).toEqual([
      {
        path: "repositories/worker/repository",
        type: "aws_ecr_repository",
        why: expect.stringContaining("encryption_type AES256, and a change to KMS replaces it"),
      },
    ]);
    // Its repository's name would be another's.
    expect(found.notImported.map(({ path }) => path)).toEqual([
      "repositories/worker/lifecycle-policy",
    ]);
    expect(await at.copy.read("environments/organization.ts")).toContain(
      '"repositories/web/repository": "groundwork/web"',
    );
    await at.copy.build();
    expect((await at.report("registry")).files).toEqual([]);

    const synth = await at.copy.run(synthScript, [], { ...at.env(), STACKS: "registry-stack" });
    expect(synth.code).toBe(0);
    const json = JSON.parse(await at.copy.read("cdktf.out/stacks/registry-stack/cdk.tf.json"));
    expect(json.import.map(({ id }: { id: string }) => id)).toEqual([
      "groundwork/web",
      "groundwork/web",
    ]);
    const resources = json.import.map(({ to, id }: { to: string; id: string }) => {
      const [type, name] = to.split(".");
      return { mode: "managed", type, name, instances: [{ attributes: { id } }] };
    });
    await at.putState("registry", ...resources);
    const applied = await at.report("registry");
    expect(applied).toMatchObject({ managed: 2, imports: {} });
    expect(await at.copy.read("environments/organization.ts")).toBe(before);
  });
});
