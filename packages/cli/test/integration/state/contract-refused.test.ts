import { writeState } from "../../../src/state/state-object";
import { startRefusingAws } from "../../support/refusing-aws";
import { ForeignNetwork, NETWORK_KEY as KEY, subnet } from "../../support/foreign-network";
import { BY_HAND, SECRET } from "../../support/migration";

jest.setTimeout(240_000);

let foreign: ForeignNetwork;
beforeAll(async () => {
  foreign = await ForeignNetwork.create("contract-refused");
  await foreign.teamApplies();
});
afterAll(() => foreign?.close());

describe("of the state of real Terraform", () => {
  test.each<[string, object, string]>([
    [
      "an output that is not there",
      { vpcId: "output.vpc" },
      `dev.layers[0].network.vpcId: got output.vpc, which s3://${BY_HAND.bucket}/${KEY} does not have, expected one of output.password, output.token, output.vpc_id. Did you mean output.vpc_id?`,
    ],
    [
      "one that is marked as sensitive",
      { vpcId: "output.password" },
      "which is marked as sensitive",
    ],
    [
      "a secret that is not marked",
      { vpcId: "output.token" },
      "dev.layers[0].network.vpcId: got a text that is no id by output.token",
    ],
    [
      "a resource that is not there",
      { privateSubnetIds: "terraform_data.privat" },
      "expected one of terraform_data.edge, terraform_data.password, terraform_data.public, module.private.terraform_data.subnet",
    ],
    [
      "a key that is not there",
      { publicSubnetIds: 'terraform_data.edge["c"].output' },
      'expected one of terraform_data.edge["a"], terraform_data.edge["b"]',
    ],
    [
      "several where one is meant",
      { vpcId: "terraform_data.public.output" },
      `got ${subnet("c")}, ${subnet("d")} by terraform_data.public.output`,
    ],
    [
      "one subnet",
      { publicSubnetIds: "terraform_data.public[0].output" },
      `got ${subnet("c")} by terraform_data.public[0].output`,
    ],
  ])("%s is told in one message, and nothing is written", async (_, network, message) => {
    await foreign.configure(network);
    const { code, stderr } = await foreign.contract("--yes");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(SECRET);
    expect(await foreign.parameters()).toEqual({});
  });
});

describe("where AWS refuses", () => {
  const denied = (message: string) => ({ status: 403, code: "AccessDenied", message });

  /** What a contract says where AWS refuses what is asked. */
  async function refusedBy(refuse: Parameters<typeof startRefusingAws>[1]) {
    const aws = await startRefusingAws(foreign.delivery.endpoint, refuse);
    try {
      const env = { ...foreign.delivery.kim, AWS_ENDPOINT_URL: aws.endpoint };
      return await foreign.delivery.run(env, "contract", "dev", "--yes");
    } finally {
      aws.close();
    }
  }

  beforeAll(() => foreign.configure());

  test("the state, the right that it takes is told", async () => {
    const { code, stderr } = await refusedBy((question) =>
      question.includes(KEY) ? denied("no identity-based policy allows it") : undefined,
    );
    expect(code).toBe(1);
    expect(stderr).toContain(
      `dev.layers[0].network.key: got ${KEY}, which AWS does not hand out of ${BY_HAND.bucket} (AccessDenied: no identity-based policy allows it), expected a state that you may read: ask whoever keeps it for s3:GetObject on it`,
    );
  });

  test("the key of its encryption, that key is told", async () => {
    const { stderr } = await refusedBy((question) =>
      question.includes(KEY) ? denied("not authorized to perform: kms:Decrypt") : undefined,
    );
    expect(stderr).toContain(
      "expected a state that you may read: ask whoever keeps it for kms:Decrypt",
    );
  });

  test("a parameter, those before it are told, and another run writes the rest", async () => {
    let writes = 0;
    const { code, stderr } = await refusedBy((question) =>
      question.endsWith("PutParameter") && ++writes > 1 ? denied("no") : undefined,
    );
    expect(code).toBe(1);
    expect(stderr).toContain(
      "parameter /groundwork/dev/layers/network/privateSubnetIds was not written, and those before it were; run it again: AccessDenied: no",
    );
    expect(Object.keys(await foreign.parameters())).toEqual(["vpcId"]);
    expect(await foreign.contract("--yes")).toMatchObject({ code: 0 });
    expect(Object.keys(await foreign.parameters())).toHaveLength(3);
  });
});

describe("of what is no state of others", () => {
  const at = (key: string) =>
    `dev.layers[0].network.key: got s3://${BY_HAND.bucket}/${key}, which is `;
  const EMPTY = { version: 4, serial: 1, lineage: "l", outputs: {}, resources: [] };

  test.each<[string, string | undefined, string]>([
    ["an empty object", "", `${at("x.tfstate")}an empty object, expected a state of format 4`],
    [
      "an old format",
      '{"version":3,"serial":4,"modules":[]}',
      "expected a state of format 4: an apply of its configuration by Terraform 0.13",
    ],
    [
      "an encrypted one",
      '{"serial":1,"encrypted_data":"x","encryption_version":"v0"}',
      "expected one that is encrypted by S3 or not at all",
    ],
    ["no JSON", "no state", `${at("x.tfstate")}no JSON, expected a state of format 4, which`],
    [
      "an empty state",
      JSON.stringify(EMPTY),
      "a state with neither outputs nor resources, expected the state of a network that was applied",
    ],
  ])("%s is told as what it is", async (_, text, message) => {
    await writeState(foreign.delivery.clients, BY_HAND, "x.tfstate", text!);
    await foreign.configure({ key: "x.tfstate" });
    const { code, stderr } = await foreign.contract("--yes");
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
  });

  test("a bucket that is not there is told", async () => {
    await foreign.configure({ bucket: "acme-nowhere" });
    expect(await foreign.contract("--yes")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        "dev.layers[0].network.bucket: got acme-nowhere, which does not exist, expected the bucket of that state",
      ),
    });
  });

  test("nor can it be, where the environment makes its network", async () => {
    const { code, stderr } = await foreign.delivery.run(foreign.delivery.kim, "contract", "prod");
    expect(code).toBe(1);
    expect(stderr).toContain(
      "prod.layers: got one, expected a network that a state of others tells",
    );
  });
});
