import { startRefusingAws } from "../../support/refusing-aws";
import { serviceByHand, vpcByHand, type HandMadeVpc } from "../../support/foreign-things";
import { Importing } from "../../support/importing";

jest.setTimeout(300_000);

let at: Importing;
let vpcs: { same: HandMadeVpc; other: HandMadeVpc };

const STAGE = `import type { EnvironmentInput } from "@groundwork/configuration";

/** What there is since long. */
export const stage: EnvironmentInput = {
  name: "stage",
  production: false,
  // To be replaced.
  network: { cidr: "10.77.0.0/16", zones: ["a", "b"] },
};
`;

const FILE = "environments/stage.ts";

/** The project as it is with a text for the environment. */
async function stageIs(text: string): Promise<void> {
  await at.copy.write(FILE, text);
  await at.copy.build();
}

beforeAll(async () => {
  at = await Importing.create("import");
  vpcs = {
    same: await vpcByHand(at.clients, "same", "10.50.0.0/16", [
      ["public", "a", "10.50.0.0/20"],
      ["public", "c", "10.50.32.0/20"],
      ["private", "a", "10.50.128.0/20"],
      ["private", "c", "10.50.160.0/20"],
    ]),
    other: await vpcByHand(at.clients, "other", "10.60.0.0/16", [
      ["public", "a", "10.60.1.0/24"],
      ["public", "c", "10.60.2.0/24"],
      ["private", "a", "10.60.3.0/24"],
      ["private", "c", "10.60.4.0/24"],
    ]),
  };
  await serviceByHand(at.clients, vpcs.other);
  await at.copy.edit("environments/index.ts", "[dev, prod]", "[dev, prod, stage]");
  await at.copy.edit("environments/index.ts", /^/, 'import { stage } from "./stage";\n');
});
beforeEach(() => stageIs(STAGE));
afterAll(async () => {
  await at?.close();
});

describe("what was made in another way", () => {
  test("a VPC as the stack would make it is taken over, whatever it is called", async () => {
    const found = await at.report("stage", "--vpc", "same");
    expect(found.options).toEqual([
      { option: "network.cidr", value: "10.50.0.0/16" },
      { option: "network.zones", value: ["a", "c"] },
    ]);
    expect(found.replaced).toEqual([]);
    // The emulator does not tell which address a NAT gateway has.
    const lacking = found.missing.filter(({ path }) => /subnet|route|nat-g|vpc$/.test(path));
    expect(lacking).toEqual([]);
    expect(found.imports).toMatchObject({
      "network/vpc": vpcs.same.id,
      "network/public-subnet-c": vpcs.same.publicIds[1],
      "network/private-subnet-a": vpcs.same.privateIds[0],
      "network/defaults/route-table": vpcs.same.id,
    });
    expect(found.unsaid.map(({ is }) => is)).toContain("tags Team on it, or on what lies in it");
    const text = await at.copy.read(FILE);
    expect(text).toContain("// To be replaced.");
    await at.copy.build();
    // Nothing to do twice, without its being named again as well.
    expect((await at.report("stage", "--vpc", "same")).files).toEqual([]);
    expect((await at.report("stage")).files).toEqual([]);
    expect(await at.copy.read(FILE)).toBe(text);
  });

  test("another VPC is used as it is, and a cluster's services are told by options", async () => {
    const found = await at.report("stage", "--vpc", vpcs.other.id, "--cluster", "legacy");
    expect(found).toMatchObject({ imports: {}, importable: [], replaced: [] });
    const text = await at.copy.read(FILE);
    expect(text).toContain(`vpcId: "${vpcs.other.id}"`);
    expect(text).toContain('paths: ["/shop/*"]');
    expect(text).toContain('variables: { MODE: "live" }');
    expect(text).toContain('allowedCidrs: ["203.0.113.0/24"]');
    expect(text).not.toContain("correct horse");
    const told = found.unsaid.map(({ what }) => what);
    expect(told).toEqual(
      expect.arrayContaining([
        vpcs.other.id,
        "cluster legacy",
        "load balancer legacy-alb",
        "service Shop_Front",
        "service Shop_Front, image",
        "service Shop_Front, variable DB_PASSWORD",
      ]),
    );
    await at.copy.build();
    const again = await at.report("stage", "--vpc", vpcs.other.id, "--cluster", "legacy");
    expect(again.files).toEqual([]);
  });

  test("asked for no change it shows one", async () => {
    const { code, stdout } = await at.run(["stage", "--vpc", "same", "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Nothing is written, as asked\. This would be environments\/stage\.ts$/m,
    );
    expect(stdout).toMatch(/^\+ +"network\/vpc": "vpc-/m);
    expect(await at.copy.read(FILE)).toBe(STAGE);
  });
});

describe("nothing is written", () => {
  /** How the command ended, and the file afterwards. */
  const refused = async (args: readonly string[], endpoint?: string) => {
    const { code, stderr } = await at.run(args, endpoint);
    return { code, stderr, text: await at.copy.read(FILE) };
  };
  const because = (stderr: RegExp) => ({
    code: 1,
    stderr: expect.stringMatching(stderr),
    text: STAGE,
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      "no such VPC",
      ["stage", "--vpc", "vpc-0123"],
      /--vpc: got vpc-0123, expected a VPC in ap-northeast-2 of 111111111111: .*\(same\)/,
    ],
    [
      "no such cluster",
      ["stage", "--cluster", "legcy"],
      /--cluster: got legcy, expected a cluster in .*: legacy/,
    ],
    ["no such environment", ["stag"], /got the environment stag, expected one of .*\n.*stage/],
    ["a VPC for no environment", ["registry", "--vpc", "same"], /got --vpc for registry/],
  ])("with %s", async (_, args, expected) => {
    expect(await refused(args)).toEqual(because(expected));
  });

  test("with several VPCs of a name", async () => {
    await vpcByHand(at.clients, "other", "10.61.0.0/16", []);
    expect(await refused(["stage", "--vpc", "other"])).toEqual(
      because(/which 2 VPCs in .* are called, expected the id of one: vpc-/),
    );
  });

  test("where AWS refuses an answer: which right it takes is said", async () => {
    const aws = await startRefusingAws(at.emulator.endpoint, (question) =>
      question.endsWith(".DescribeClusters")
        ? { status: 400, code: "AccessDeniedException", message: "not authorized" }
        : undefined,
    );
    const ended = await refused(["stage", "--vpc", "same"], aws.endpoint);
    aws.close();
    expect(ended).toEqual(
      because(
        /nothing was written:\n +ecs:DescribeClusters \(groundwork-stage\): .*not authorized/,
      ),
    );
  });

  test("where AWS throttles again and again", async () => {
    const aws = await startRefusingAws(at.emulator.endpoint, (question) =>
      question.startsWith("Logs_")
        ? { status: 400, code: "ThrottlingException", message: "Rate exceeded" }
        : undefined,
    );
    const ended = await refused(["dev"], aws.endpoint);
    aws.close();
    expect(ended).toEqual(because(/logs:DescribeLogGroups \(.*\): .*Rate exceeded/));
  });

  test("where the state has another VPC", async () => {
    const instances = [{ attributes: { id: "vpc-mine" } }];
    await at.putState("stage", { mode: "managed", type: "aws_vpc", name: "x", instances });
    const ended = await refused(["stage", "--vpc", "same"]);
    await at.putState("stage");
    expect(ended).toEqual(because(/the state has vpc-mine already/));
  });

  test("where another state has some of what was found", async () => {
    const instances = [{ attributes: { id: vpcs.same.publicIds[0] } }];
    const resource = { mode: "managed", type: "aws_subnet", name: "x", instances };
    await at.putState("Dev/terraform/vpc", resource);
    const ended = await refused(["stage", "--vpc", "same"]);
    await at.putState("Dev/terraform/vpc");
    expect(ended).toEqual(
      because(/1 of what was found is in a state already, .*network\/public-subnet-a \(subnet-/),
    );
  });

  test("with the credentials of another account", async () => {
    const { code, stderr } = await at.copy.groundwork(["import", "stage"], {
      ...at.env(),
      AWS_ACCESS_KEY_ID: "222222222222",
    });
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("got 111111111111, but the credentials are for 222222222222"),
    ]);
  });
});

test("where the file cannot be edited, it is said what to write there", async () => {
  const made = STAGE.replace("EnvironmentInput = {", "EnvironmentInput = Object.freeze({").replace(
    "};",
    "});",
  );
  await stageIs(made);
  const { code, stderr } = await at.run(["stage", "--vpc", "same"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /Nothing was written\. By hand it is:\n +environments\/stage\.ts: network/,
  );
  expect(await at.copy.read(FILE)).toBe(made);
});
