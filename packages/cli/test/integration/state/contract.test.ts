import { writeState } from "../../../src/state/state-object";
import { AS_IN_AWS, LOCATION } from "../../support/emulated";
import { ForeignNetwork, NETWORK_KEY as KEY, subnet, VPC } from "../../support/foreign-network";
import { BY_HAND, SECRET } from "../../support/migration";

jest.setTimeout(240_000);

let foreign: ForeignNetwork;
beforeAll(async () => {
  foreign = await ForeignNetwork.create("contract");
});
afterAll(() => foreign?.close());

const { run, json } = {
  run: (env: object, ...args: string[]) =>
    foreign.delivery.run({ ...foreign.delivery.kim, ...env }, ...args),
  json: (env: object, ...args: string[]) =>
    foreign.delivery.json({ ...foreign.delivery.kim, ...env }, ...args),
};

const TOLD = {
  vpcId: `String ${VPC}`,
  privateSubnetIds: `StringList ${subnet("a")},${subnet("b")}`,
  publicSubnetIds: `StringList ${subnet("c")},${subnet("d")},${subnet("e")}`,
};

test("before the state is there, each command says what is missing, and nothing is written", async () => {
  const refused = await foreign.contract("--yes");
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain(
    `dev.layers[0].network.key: got ${KEY}, and ${BY_HAND.bucket} has no object of that key, expected the key of a state there`,
  );
  expect(await foreign.parameters()).toEqual({});

  const planned = await run(AS_IN_AWS, "plan", "dev-cluster-stack");
  expect(planned.code).toBe(1);
  expect(planned.stderr).toMatch(
    /dev-cluster-stack waits for: npx [^,]*groundwork contract dev, as Parameter Store in ap-northeast-2 of 111111111111 does not have \/groundwork\/dev\/layers\/network\/vpcId, /m,
  );
  const drifted = await json(AS_IN_AWS, "drift", "dev-cluster-stack");
  expect(drifted.document).toMatchObject([
    { error: expect.stringContaining("dev-cluster-stack waits for: ") },
  ]);
  const { stdout } = await run(AS_IN_AWS, "doctor", "dev-cluster-stack", "--json");
  expect(JSON.parse(stdout).findings).toContainEqual(
    expect.objectContaining({
      check: "contract-missing",
      severity: "error",
      about: "dev-cluster-stack",
    }),
  );
});

describe("with the state of real Terraform", () => {
  let before: Awaited<ReturnType<ForeignNetwork["state"]>>;
  beforeAll(async () => {
    await foreign.teamApplies();
    before = await foreign.state();
  });
  test("a dry run shows what would be written, and ends with 2", async () => {
    const { code, stdout } = await foreign.contract("--dry-run");
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /\+ +vpcId +vpc-0a1b2c3d4e5f60718 +\/groundwork\/dev\/layers\/network\/vpcId/,
    );
    expect(stdout).not.toContain(SECRET);
    expect(await foreign.parameters()).toEqual({});
  });

  test("nobody there to agree, nothing is written", async () => {
    expect(await foreign.contract()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("add --yes"),
    });
    expect(await foreign.parameters()).toEqual({});
  });

  test("in production it is not for an agent, who may look", async () => {
    const { copy, endpoint } = foreign.delivery;
    await copy.edit("environments/dev.ts", "production: false", "production: true");
    await foreign.delivery.commit("production");
    // An address that leads here, and is not known to.
    const AWS_ENDPOINT_URL = endpoint.replace("127.0.0.1", "0.0.0.0");
    const agent = { CLAUDECODE: "1", ...AS_IN_AWS, AWS_ENDPOINT_URL };
    expect(await run(agent, "contract", "dev", "--dry-run")).toMatchObject({ code: 2 });
    expect(await run(agent, "contract", "dev", "--yes")).toMatchObject({
      code: 6,
      stderr: expect.stringContaining(
        "contract of dev-stack, which is production, is for a person",
      ),
    });
    expect(await foreign.parameters()).toEqual({});
    await foreign.configure();
  });

  test("what outputs and resources tell is written, and nothing else of the state goes anywhere", async () => {
    const { code, document } = await json({}, "contract", "dev", "--yes");
    expect(code).toBe(0);
    expect(document).toMatchObject({
      environment: "dev",
      places: [
        {
          account: "111111111111",
          region: "ap-northeast-2",
          state: `s3://${BY_HAND.bucket}/${KEY}`,
        },
      ],
    });
    expect(document.places[0].fields.every(({ written }: { written: boolean }) => written)).toBe(
      true,
    );
    expect(JSON.stringify(document)).not.toContain(SECRET);
    expect(await foreign.parameters()).toEqual(TOLD);
    expect(await foreign.contract()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Parameter Store has all of it already"),
    });
  });

  test("the layers above are applied on it, in their order, and second plans are empty", async () => {
    for (const stack of ["dev-cluster-stack", "dev-stack"]) {
      expect(await foreign.delivery.apply(await foreign.delivery.plan(stack))).toMatchObject({
        code: 0,
      });
      expect(await run({}, "plan", stack)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("nothing to change"),
      });
    }
    const state = (await foreign.delivery.stateText("dev"))!;
    const group = JSON.parse(state).resources.find(({ name }: { name: string }) =>
      name.startsWith("aws_security_group__services_web"),
    );
    expect(group.instances[0].attributes.input.value.vpc_id).toBe(VPC);
    const cluster = (await foreign.delivery.stateText("dev/cluster"))!;
    expect(cluster).toContain(subnet("c"));
    for (const text of [state, cluster]) expect(text).not.toContain(SECRET);
  });

  test("after all of that the team's state is what it was, byte for byte and in the same version", async () => {
    expect(await foreign.state()).toEqual(before);
  });
});

describe("once the team has another network", () => {
  const OTHER = "vpc-1a2b3c4d5e6f70819";
  const words = `/groundwork/dev/layers/network/vpcId has ${VPC}, and s3://${BY_HAND.bucket}/${KEY} tells ${OTHER} by now`;
  beforeAll(async () => {
    await foreign.configure();
    await foreign.teamApplies(OTHER);
  });

  test("plan, drift and doctor say so, also where nothing is to be changed", async () => {
    const planned = await run({}, "plan", "dev-cluster-stack");
    expect(planned).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`warning: ${words}`),
    });
    const drifted = await json({}, "drift", "dev-cluster-stack");
    expect(drifted.document[0].notes).toEqual([expect.stringContaining(words)]);
    const { stdout } = await run(AS_IN_AWS, "doctor", "dev-stack", "--json");
    expect(JSON.parse(stdout).findings).toContainEqual(
      expect.objectContaining({ check: "contract-stale", severity: "warning", what: words }),
    );
  });

  test("a contract hands it on, and the next plan has it", async () => {
    const dry = await foreign.contract("--dry-run");
    expect(dry.stdout).toMatch(new RegExp(`~ +vpcId +${VPC} -> ${OTHER}`));
    expect(await foreign.contract("--yes")).toMatchObject({ code: 0 });
    expect(await foreign.parameters()).toEqual({ ...TOLD, vpcId: `String ${OTHER}` });
    const { document } = await json({}, "plan", "dev-cluster-stack");
    expect(JSON.stringify(document.findings)).not.toContain("stale-contract");
  });
});

test("without a bucket the state lies in the organization's, where the doctor knows whose it is", async () => {
  const { clients } = foreign.delivery;
  const { bytes } = await foreign.state();
  await writeState(clients, { ...LOCATION, kmsAliasArn: "" }, KEY, bytes);
  await foreign.configure({ bucket: undefined });
  const { stdout } = await foreign.contract("--dry-run");
  expect(stdout).toContain(`s3://${LOCATION.bucket}/${KEY}, serial`);
  const doctor = await run(AS_IN_AWS, "doctor", "--json");
  const { findings } = JSON.parse(doctor.stdout);
  expect(findings.filter(({ what }: { what: string }) => what.includes(KEY))).toEqual([]);
});

test("each place is told its own, in its own region", async () => {
  await foreign.configure(
    {},
    `places: [{ region: "eu-west-1" }],
  differences: () => ({
    layers: [{ network: { ...network, publicSubnetIds: ["terraform_data.public.output"] } }, "cluster", "services"],
  }),`,
  );
  const here = await foreign.parameters();
  const { code, document } = await json({}, "contract", "dev", "--yes");
  expect(code).toBe(0);
  expect(document.places.map(({ region }: { region: string }) => region)).toEqual([
    "ap-northeast-2",
    "eu-west-1",
  ]);
  expect(await foreign.parameters()).toEqual(here);
  expect(await foreign.parameters("eu-west-1")).toEqual({
    ...here,
    publicSubnetIds: `StringList ${subnet("c")},${subnet("d")}`,
  });
  const one = await json({}, "contract", "dev-eu-west-1", "--dry-run");
  expect(one.code).toBe(0);
  expect(one.document.places).toHaveLength(1);
});
