import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { appScript, ProjectCopy } from "@groundwork/testing/project";

jest.setTimeout(180_000);

const CDKTF = "node_modules/cdktf-cli/bundle/bin/cdktf.js";
const DETAIL = "log-retention: got retention_in_days none, expected a number of days";

/** What a finding at a construct looks like, whoever shows it. */
const finding = (where: string): string =>
  [
    `${where} ${DETAIL}`,
    "  Rule: Logs are deleted after a time that somebody chose.",
    "  Why:  CloudWatch keeps them for ever otherwise: paid for each month, and against the law where they tell of persons.",
    "  Fix:  set retentionInDays of the log group, and make the group here rather than let ECS make it",
    '  Or, if it has to stay: acknowledge(<construct>, "log-retention", "<reason>") in the stack (packages/docs/policies.md)',
  ].join("\n");

/** Where a test puts an acknowledgement. */
const PLACE = "// nothing is acknowledged";

/** Puts a log group without retention into each of some stacks. */
async function forget(copy: ProjectCopy, stacks: readonly string[]): Promise<void> {
  await copy.write(
    "stacks/forgotten.ts",
    `import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
    import type { App } from "cdktf";
    import { acknowledge } from "@groundwork/policies/acknowledge";
    export function forget(app: App): void {
      for (const id of ${JSON.stringify(stacks)}) {
        const stack = app.node.tryFindChild(id);
        if (!stack) continue;
        const logs = new CloudwatchLogGroup(stack, "forgotten", { name: "l", kmsKeyId: "key" });
        void [logs, acknowledge];
        ${PLACE}
      }
    }`,
  );
  await copy.edit("main.ts", "import { App }", 'import { forget } from "./stacks/forgotten";\n$&');
  await copy.edit("main.ts", "  app.synth();", "  forget(app);\n$&");
}

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await ProjectCopy.create();
});
afterAll(() => copy.remove());

/** As a person runs it, but for the colours and a look for newer versions. */
const cdktf = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  copy.run(CDKTF, args, { CI: "true", FORCE_COLOR: "0", CHECKPOINT_DISABLE: "1", ...env });

/** The app as edited and compiled. */
const app = (env: NodeJS.ProcessEnv = {}) => copy.run(appScript, [copy.root], env);

test("an option that npm has taken stops the command before it does anything", async () => {
  const env = { npm_command: "run-script", npm_config_json: "true", npm_config_userconfig: "none" };
  const { code, stdout, stderr } = await copy.groundwork(["doctor"], env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch("npm run doctor -- --json");
});

test("this checkout: nothing stops it, and `groundwork policies` lists what was acknowledged", async () => {
  await copy.build();
  const { code, stdout, stderr } = await copy.groundwork(["policies"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Findings\n/);
  expect(stdout).toMatch(
    /\nRules\n\nrule +severity +applies to +statement\nencryption-at-rest +error +every stack +Wha/,
  );
  expect(stdout).toMatch(
    /\nAcknowledgements\n\nstack +path +rule +covers +reason\n(.*\n)*bootstrap-stack +bootstrap-stack\/log-bucket\/bucket +backups +1 +S3 writes each access log once/,
  );
});

describe("with findings in two stacks", () => {
  const BROKEN = ["registry-stack", "prod-stack"];
  beforeAll(async () => {
    await forget(copy, BROKEN);
    await copy.build();
  });

  test("the app alone tells all of them and no stack trace", async () => {
    const { code, stderr } = await app();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Error: 2 things stop the synth:\n\n${BROKEN.map((stack) => finding(`[${stack}/forgotten]`)).join("\n\n")}\n`,
    });
  });

  test.each([
    { command: "diff dev-stack", STACKS: "", found: BROKEN, notFound: [] },
    {
      command: "deploy dev-stack --auto-approve",
      STACKS: "dev-stack, prod-stack",
      found: ["prod-stack"],
      notFound: ["registry-stack"],
    },
  ])("`cdktf $command` stops, for whichever stack it was called", async (given) => {
    const { command, STACKS, found, notFound } = given;
    // It is compiled; that cdktf.json has it compiled is shown by another test.
    const args = [...command.split(" "), "--app", "node dist/main.js"];
    const { code, stdout, stderr } = await cdktf(args, { STACKS });
    expect(code).not.toBe(0);
    for (const stack of found) {
      expect(stdout).toContain(finding(`ERROR [${stack}/forgotten]:`));
    }
    for (const stack of notFound) {
      expect(stdout + stderr).not.toContain(`${stack}/forgotten`);
    }
    expect(stdout + stderr).toContain("one or more error annotations have been encountered");
    // Terraform was not so much as initialized.
    expect(await readdir(path.join(copy.root, "cdktf.out/stacks/dev-stack"))).toEqual([
      "cdk.tf.json",
    ]);
  });

  test("with STACKS stacks without findings go their way", async () => {
    expect(await app({ STACKS: "dev-stack, bootstrap-stack" })).toMatchObject({ code: 0 });
    const manifest = path.join(copy.root, "cdktf.out/manifest.json");
    const { stacks } = JSON.parse(await readFile(manifest, "utf8"));
    expect(Object.keys(stacks).toSorted()).toEqual(["bootstrap-stack", "dev-stack"]);
  });

  test("`groundwork policies` lists them and ends with 6", async () => {
    const json = await copy.groundwork(["policies", "--json"]);
    expect({ code: json.code, stderr: json.stderr }).toEqual({
      code: 6,
      stderr: "Error: 2 findings stop synth, diff and deploy; what to do stands above, with each\n",
    });
    const { rules, findings } = JSON.parse(json.stdout);
    expect(rules).toContainEqual({
      id: "log-retention",
      severity: "error",
      appliesTo: "every stack",
      statement: "Logs are deleted after a time that somebody chose.",
      reason: expect.any(String),
      fix: expect.any(String),
    });
    expect(findings).toContainEqual({
      stack: "prod-stack",
      rule: "log-retention",
      severity: "error",
      path: "prod-stack/forgotten",
      detail: "got retention_in_days none, expected a number of days",
    });
  });

  test("once acknowledged they stop nothing and are listed", async () => {
    const reason = "the auditors read them for ever";
    await copy.edit(
      "stacks/forgotten.ts",
      PLACE,
      `acknowledge(logs, "log-retention", "${reason}");`,
    );
    await copy.build();
    expect((await app()).code).toBe(0);
    const { code, stdout } = await copy.groundwork(["policies"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`prod-stack +prod-stack/forgotten +log-retention +1 +${reason}`),
    );
  });
});
