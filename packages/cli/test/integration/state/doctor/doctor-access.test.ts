import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Emulator } from "../../../../src/emulator/emulator";
import { diagnosed, doctor, findingOf, SECRET, stackIn } from "../../../support/doctor";
import { accessTo, AS_IN_AWS, ownEmulator } from "../../../support/emulated";
import { groundwork, ProjectCopy, run } from "@groundwork/testing/project";
import { BUCKET, Rehearsed } from "../../../support/rehearsed";
import { startRefusingAws, type Refusal } from "../../../support/refusing-aws";

jest.setTimeout(300_000);

let dev: Rehearsed;
beforeAll(async () => {
  dev = await Rehearsed.create("dev-stack", "dev/terraform.tfstate");
});
afterAll(() => dev.close());

/** Asks with some of AWS's answers replaced by a no. */
async function refused(args: string[], refuse: (question: string) => Refusal | undefined) {
  const aws = await startRefusingAws(dev.endpoint, refuse);
  try {
    return await doctor(args, accessTo(aws.endpoint));
  } finally {
    aws.close();
  }
}

test("an account in which nothing was bootstrapped: what is missing, and not each part of it", async () => {
  const empty: Emulator = await ownEmulator("doctor-empty");
  const env = { ...accessTo(empty.endpoint), ...AS_IN_AWS };
  const looked = await doctor([], env).finally(() => empty.stop());
  expect(looked.code).toBe(1);
  expect(looked.found.toSorted()).toEqual([
    "error backend-layout backend",
    "error bucket-missing backend",
    "error key-missing backend",
    "error table-missing backend",
  ]);
  expect(findingOf(looked, "bucket-missing").what).toContain(BUCKET);
  expect(stackIn(looked, "dev-stack")).toMatchObject({ state: null, locks: null });
});

test("credentials that AWS takes for expired: one finding, which names what was not looked at", async () => {
  const looked = await refused([], (question) => ({
    status: question.startsWith("S3") || question === "Query" ? 403 : 400,
    code: /^(S3|Query)/.test(question) ? "ExpiredToken" : "ExpiredTokenException",
    message: "The security token included in the request is expired",
  }));
  expect(looked.code).toBe(1);
  expect(looked.found).toEqual(["error credentials-refused credentials"]);
  const { what, unseen, repair } = findingOf(looked, "credentials-refused");
  expect(what).toMatch(/Expired.*The security token included in the request is expired/);
  expect(unseen).toContain("dev-stack: its state dev/terraform.tfstate");
  expect(repair).toContain("AWS_SESSION_TOKEN");
});

test("credentials that say themselves when they end", async () => {
  const ending = (minutes: number) =>
    doctor([], {
      ...dev.env,
      AWS_SESSION_TOKEN: "token",
      AWS_CREDENTIAL_EXPIRATION: new Date(Date.now() + minutes * 60_000).toISOString(),
    });
  expect(await ending(-60)).toMatchObject({
    code: 1,
    found: ["error credentials-expired credentials"],
  });
  expect(await ending(10)).toMatchObject({
    code: 0,
    found: ["warning credentials-ending credentials"],
  });
  const lasting = await ending(600);
  expect(lasting).toMatchObject({ code: 0, found: [] });
  expect(Date.parse(lasting.report["credentials"].expires)).toBeGreaterThan(Date.now());
});

test("no credentials at all", async () => {
  const { AWS_ENDPOINT_URL } = dev.env;
  const looked = await doctor([], {
    AWS_ENDPOINT_URL,
    AWS_ACCESS_KEY_ID: "",
    AWS_SECRET_ACCESS_KEY: "",
    AWS_EC2_METADATA_DISABLED: "true",
    HOME: tmpdir(),
  });
  expect(looked).toMatchObject({ code: 1, found: ["error credentials-refused credentials"] });
});

test("credentials for another account", async () => {
  const looked = await doctor([], accessTo(dev.endpoint, "222222222222"));
  expect(looked.code).toBe(1);
  expect(looked.found).toEqual(["error credentials-account credentials"]);
  expect(findingOf(looked, "credentials-account").what).toBe(
    "got credentials for the account 222222222222, expected 111111111111",
  );
});

test("what a role may not look at is a warning, and all else is looked at", async () => {
  const denied = { status: 403, code: "AccessDenied", message: "not authorized" };
  const looked = await refused(["dev-stack"], (question) =>
    /^S3 HEAD|versioning|publicAccessBlock|list-type|Scan|DescribeTable|DescribeTimeToLive/.test(
      question,
    )
      ? {
          ...denied,
          ...(question.startsWith("Dynamo") && { status: 400, code: "AccessDeniedException" }),
        }
      : undefined,
  );
  expect(looked).toMatchObject({ code: 0, found: ["warning not-allowed credentials"] });
  const unseen = findingOf(looked, "not-allowed").unseen!.join();
  for (const part of [`bucket ${BUCKET}`, "versioning", "public access block", "what else lies"]) {
    expect(unseen).toContain(part);
  }
  expect(stackIn(looked, "dev-stack").state.resources).toBeGreaterThan(10);
});

test("nobody answers: one finding", async () => {
  const looked = await doctor([], accessTo("http://127.0.0.1:9"));
  expect(looked).toMatchObject({ code: 1, found: ["error aws-unreachable credentials"] });
  expect(findingOf(looked, "aws-unreachable").what).toContain("ECONNREFUSED");
});

test("a stack that there is not", async () => {
  const { code, stderr } = await groundwork(["doctor", "qa-stack"], dev.env);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Error: got the stack qa-stack, expected one of bootstrap-stack, .*dev-stack, prod-stack\n$/,
  );
});

describe("Terraform", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "groundwork-doctor-test-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const looking = () =>
    doctor([], { ...dev.env, PATH: `${dir}:${path.dirname(process.execPath)}` });

  test("of a release that breaks cdktf deploy", async () => {
    const file = path.join(dir, "terraform");
    await writeFile(file, "#!/bin/sh\necho Terraform v1.15.1\n");
    await chmod(file, 0o755);
    const looked = await looking();
    expect(looked).toMatchObject({ code: 1, found: ["error terraform-output-warning terraform"] });
  });

  test("that is missing: all else is looked at", async () => {
    const looked = await looking();
    expect(looked).toMatchObject({
      code: 1,
      found: [expect.stringMatching(/^error check-failed terraform .*Terraform is missing/)],
    });
    expect(stackIn(looked, "dev-stack").state.resources).toBeGreaterThan(10);
  });
});

describe("a checkout", () => {
  let copy: ProjectCopy;
  beforeAll(async () => {
    copy = await ProjectCopy.create();
    await copy.build();
  });
  afterAll(() => copy.remove());

  const look = async () => diagnosed(await copy.groundwork(["doctor", "--json"], dev.env));

  test("local states are named, and what is in S3 told from what is not", async () => {
    const { serial } = JSON.parse(dev.state);
    const newer = dev.state.replace(/"serial": ?\d+/, `"serial": ${serial + 1}`);
    const other = dev.state.replace(
      /"lineage": ?"[^"]*"/,
      `"lineage": "other", "secret": "${SECRET}"`,
    );
    const stack = "cdktf.out/stacks/dev-stack";
    for (const folder of [`${stack}/.terraform`, "node_modules.d", "old"]) {
      await mkdir(path.join(copy.root, folder), { recursive: true });
    }
    await copy.write(`${stack}/errored.tfstate`, newer);
    await copy.write(`${stack}/.terraform/terraform.tfstate`, "{}");
    await copy.write(`${stack}/.terraform.tfstate.lock.info`, "{}");
    await copy.write("old/terraform.tfstate.backup", dev.state);
    await copy.write("committed.tfstate", other);
    const git = (...args: string[]) => run("git", args, { cwd: copy.root });
    await git("init", "--quiet");
    await git("add", "--force", "committed.tfstate");
    const looked = await look();
    expect(looked.code).toBe(1);
    const { findings } = looked.report;
    expect(findings.map(({ check, what }) => [check, what.split(":")[0]]).toSorted()).toEqual([
      ["local-state", "old/terraform.tfstate.backup"],
      ["local-state-errored", `${stack}/errored.tfstate`],
      ["local-state-in-git", "committed.tfstate"],
    ]);
    expect(findingOf(looked, "local-state-errored").repair).toContain("terraform state push");
    expect(findingOf(looked, "local-state").repair).toBe("rm old/terraform.tfstate.backup");
  });

  test("in which two stacks have one key: the synth stops, and both are named", async () => {
    await copy.edit(
      "stacks/registry-stack.ts",
      'stackProps(props, "registry")',
      '{ ...stackProps(props, "registry"), stateKey: "bootstrap/terraform.tfstate" }',
    );
    await copy.build();
    const looked = await look();
    expect(looked.code).toBe(1);
    const { what } = looked.report.findings.find(({ check }) => check === "check-failed")!;
    expect(what).toContain("got the state");
    expect(what).toContain("it is bootstrap-stack's already");
  });
});
