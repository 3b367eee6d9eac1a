import { chmod, copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { ProjectCopy } from "@groundwork/testing/project";
import { runByItself } from "../../support/by-itself";
import { smallestEnvironments } from "../../support/small-environments";

jest.setTimeout(600_000);

/** In a long proof the true provider finds them, by whichever Terraform is there. */
const IN_PROOF = process.env["PROVE_CASES"] !== undefined;

/** What a team may get wrong in constructs of its own, where it stands, and how it is worded. */
const FAULTS = [
  {
    what: "a number that is made of an option, and is not on a list",
    code: 'new CloudwatchLogGroup(own, "made", { name: "made", retentionInDays: environment.logRetentionDays + 1 });',
    found: {
      path: "dev-stack/own/made",
      argument: "retention_in_days",
      options: ["dev.logRetentionDays"],
    },
    keys: ["retention_in_days"],
    summary: "expected retention_in_days to be one of [0 1 3 5 7 14 30], got 8",
  },
  {
    what: "an option that is handed on, behind texts with more bytes than letters",
    code: 'new CloudwatchLogGroup(own, "whole", { name: "whole", retentionInDays: environment.loadBalancer.idleTimeoutSeconds, tags: { Name: "로그" } });',
    found: {
      path: "dev-stack/own/whole",
      argument: "retention_in_days",
      options: ["dev.loadBalancer.idleTimeoutSeconds"],
    },
    keys: ["retention_in_days"],
    summary: "expected retention_in_days to be one of [0 1 3 5 7 14 30], got 61",
  },
  {
    what: "a part of an option, in a list",
    code: 'new SecurityGroup(own, "group", { ingress: [{ fromPort: 1, toPort: 2, protocol: "tcp", cidrBlocks: [environment.network.cidr.replace("/16", "/99")] }] });',
    found: {
      path: "dev-stack/own/group",
      argument: expect.stringMatching(/^ingress/),
      options: ["dev.network.cidr"],
    },
    keys: ["ingress", "cidr_blocks"],
    summary: 'expected "ingress.0.cidr_blocks.0" to be a valid IPv4 Value, got 10.10.0.0/99',
  },
  {
    what: "a value of another type, by an override",
    code: 'new SqsQueue(own, "jobs", {}).addOverride("message_retention_seconds", "ever");',
    found: { path: "dev-stack/own/jobs", argument: "message_retention_seconds", options: [] },
    keys: ["message_retention_seconds"],
    summary: "Incorrect attribute value type",
    detail: 'Inappropriate value for attribute "message_retention_seconds": a number is required.',
  },
  {
    what: "an argument that there is not",
    code: 'new SqsQueue(own, "unknown", {}).addOverride("made_up", [1]);',
    found: { path: "dev-stack/own/unknown", argument: "made_up", options: [] },
    keys: ["made_up"],
    summary: "Extraneous JSON object property",
    detail: 'No argument or block type is named "made_up".',
  },
  {
    what: "arguments that do not go together",
    code: 'new SqsQueue(own, "both", { name: "a", namePrefix: "b" });',
    found: { path: "dev-stack/own/both", argument: expect.stringMatching(/^name/), options: [] },
    keys: ["name"],
    summary: "Conflicting configuration arguments",
    detail: '"name": conflicts with name_prefix',
  },
  {
    what: "a block that is missing",
    code: 'new LbListener(own, "listener", { loadBalancerArn: "arn:aws:a:eu-west-1:111111111111:b", defaultAction: [] });',
    found: { path: "dev-stack/own/listener", argument: "default_action", options: [] },
    keys: [],
    summary: "Insufficient default_action blocks",
    detail: 'At least 1 "default_action" blocks are required.',
  },
  {
    what: "a resource that there is not",
    code: 'new LbListener(own, "nowhere", { loadBalancerArn: "${aws_lb.nowhere.arn}", defaultAction: [{ type: "forward" }] });',
    found: { path: "dev-stack/own/nowhere", argument: "load_balancer_arn", options: [] },
    keys: ["load_balancer_arn"],
    summary: "Reference to undeclared resource",
    detail: 'A managed resource "aws_lb" "nowhere" has not been declared in the root module.',
  },
];

let copy: ProjectCopy;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  copy = await ProjectCopy.create();
  await smallestEnvironments(copy);
  await copy.edit(
    "environments/dev.ts",
    '{"name"',
    '{"loadBalancer":{"idleTimeoutSeconds":61},"name"',
  );
  const of = (name: string, file: string) =>
    `import { ${name} } from "@cdktf/provider-aws/lib/${file}";`;
  await copy.edit(
    "stacks/environment-stack.ts",
    "import { Construct",
    `${of("CloudwatchLogGroup", "cloudwatch-log-group")}
    ${of("LbListener", "lb-listener")}
    ${of("SecurityGroup", "security-group")}
    ${of("SqsQueue", "sqs-queue")}
    $&`,
  );
  await copy.edit(
    "stacks/environment-stack.ts",
    "    outputHandOvers(this, services);",
    // A replacement text has $$ for $.
    `$&\nconst own = new Construct(this, "own");\n${FAULTS.map(({ code }) => code.replaceAll("$", "$$$$")).join("\n")}`,
  );
  await copy.build();
  if (IN_PROOF) return;
  // Whichever there is has no provider here: it is another kind of test that loads one.
  const program = path.join(copy.root, "stub-terraform.js");
  await copyFile(path.join(__dirname, "../../support/stub-terraform.js"), program);
  await chmod(program, 0o755);
  const worded = FAULTS.map(({ found: { path: construct }, keys, summary, detail }) => ({
    construct,
    keys,
    summary,
    detail,
  }));
  await copy.write("findings.json", JSON.stringify(worded));
  await mkdir(path.join(copy.root, "locks"), { recursive: true });
  await copy.write("locks/registry-stack.terraform.lock.hcl", "");
  env = {
    TERRAFORM_BINARY_NAME: program,
    STUB_FINDINGS: path.join(copy.root, "findings.json"),
  };
});
afterAll(() => copy?.remove());

test("findings name the construct, the argument and the option that it comes from", async () => {
  const ended = await runByItself(["validate", "dev", "--json"], env, copy.root);
  const { code, stdout, stderr, left } = ended;
  expect(stderr).toMatch(/^Error: \d+ errors, told above\. Terraform looks at nothing that refers/);
  expect({ code, left }).toEqual({ code: 8, left: [] });
  const { stacks } = JSON.parse(stdout);
  expect(stacks).toHaveLength(1);
  for (const { what, found } of FAULTS) {
    expect({ what, findings: stacks[0].findings }).toEqual({
      what,
      findings: expect.arrayContaining([
        expect.objectContaining({ severity: "error", address: expect.any(String), ...found }),
      ]),
    });
  }
});

test("stacks without findings are valid, with a lock file or without, and need no credentials", async () => {
  const without = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_PROFILE: "" };
  const ended = await copy.groundwork(["validate", "registry,bootstrap"], {
    ...env,
    ...without,
  });
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  for (const stack of ["registry-stack", "bootstrap-stack"]) {
    expect(ended.stdout).toMatch(new RegExp(`^${stack} +0 +0$`, "m"));
  }
});

test("without a provider one line says so, and what helps", async () => {
  // Nobody listens there.
  const refused = { HTTPS_PROXY: "http://127.0.0.1:9", TF_CLI_CONFIG_FILE: "none" };
  const program = { TERRAFORM_BINARY_NAME: "terraform" };
  const variables = { ...program, ...refused };
  const ended = await runByItself(["validate", "registry"], variables, copy.root);
  expect(ended).toMatchObject({ code: 1, stdout: "", left: [] });
  expect(ended.stderr).toMatch(
    /^Error: registry-stack: providers or modules cannot be had, so nothing was validated: Failed to query available provider packages: .+registry.+ \(packages\/docs\/validate\.md names what helps: [^\n]+\)\n$/,
  );
});

test("a stack that there is not is refused before anything is synthesized", async () => {
  const ended = await copy.groundwork(["validate", "staging"], env);
  expect(ended).toMatchObject({ code: 1, stdout: "" });
  expect(ended.stderr).toMatch(/^Error: got the stack staging, expected one of /);
});
