import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseState } from "../../../src/terraform/state-file";
import { runByItself } from "../../support/by-itself";
import { Delivery, refused, type Planned } from "../../support/delivery";
import type { Proxy } from "../../support/proxy";
import { startRefusingAws } from "../../support/refusing-aws";
import { StackFolder } from "../../support/stack-folder";

jest.setTimeout(240_000);

const SECRET = "correct-horse-battery";

let delivery: Delivery;
beforeAll(async () => {
  delivery = await Delivery.createApplied("delivery-apply-unwritten");
});
afterAll(() => delivery?.close());

describe("an apply that may not write the state", () => {
  let aws: Proxy;
  beforeAll(async () => {
    const state = /^S3 PUT \/[^/]+-tfstate\/dev\/terraform\.tfstate(\?|$)/;
    aws = await startRefusingAws(delivery.endpoint, (question) =>
      state.test(question)
        ? { status: 403, code: "AccessDenied", message: "the key is not yours" }
        : undefined,
    );
  });
  afterAll(() => aws?.close());

  const fileOf = ({ id }: Planned) => `errored/${id}/errored.tfstate`;

  test("leaves it in the checkout, with a copy beside the state as this is a workflow, says so, and leaves nothing of the plan", async () => {
    await delivery.extend(
      "dev-stack",
      `new SsmParameter(stack, "made", { name: "made", type: "String", value: "${SECRET}" });`,
      'import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";',
    );
    const planned = await delivery.plan("dev-stack");
    const env = {
      ...delivery.kim,
      CODEBUILD_BUILD_ID: "apply:1",
      AWS_ENDPOINT_URL: aws.endpoint,
    };
    const args = ["apply", planned.id, "--sha256", planned.sha256];
    const { root } = delivery.copy;
    const ended = await delivery.unchanged("dev", () => runByItself(args, env, root));
    expect(ended.left).toEqual([]);
    const told = `the state could not be written; it is in ${fileOf(planned)}`;
    expect(ended).toMatchObject(refused(1, told));
    expect(ended.stderr).toContain("terraform state push");
    expect(ended.stderr).toContain("the key is not yours");
    expect(ended.stderr).not.toMatch(/^ +at /m);
    expect(await delivery.result("dev", planned, "outcome")).toMatchObject({
      ok: false,
      error: expect.stringContaining(told),
    });

    const file = path.join(delivery.copy.root, fileOf(planned));
    const { addresses, serial } = parseState(await readFile(file, "utf8"))!;
    expect(addresses).toContainEqual(expect.stringMatching(/aws_ssm_parameter__made/));
    expect(serial).toBeGreaterThan(await delivery.serial("dev"));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(["errored.tfstate"]);

    const [, place] = /which goes with the runner, with a copy in s3:\/\/(\S+-errored)\./.exec(
      ended.stderr,
    )!;
    const [bucket, ...key] = place!.split("/");
    const copy = await delivery.read(key.join("/"), bucket);
    expect(copy!.equals(await readFile(file))).toBe(true);

    // As packages/docs/delivery.md says.
    const folder = await StackFolder.create("dev-stack", delivery.kim);
    try {
      await folder.succeed("state", "push", file);
    } finally {
      await folder.remove();
    }
    expect(await delivery.stateText("dev")).toContain(SECRET);
    const again = await delivery.run(delivery.kim, "plan", "dev-stack");
    expect(again).toMatchObject({ code: 0 });
  });
});

describe("a Terraform that does not end by itself", () => {
  let bin: string;
  beforeAll(async () => {
    bin = await mkdtemp(path.join(tmpdir(), "groundwork-bin-"));
  });
  afterAll(() => rm(bin, { recursive: true }));

  /** Terraform that does something first where it is to print a plan as JSON. */
  const whenShowing = async (commands: string): Promise<NodeJS.ProcessEnv> => {
    const file = path.join(bin, "terraform");
    await writeFile(
      file,
      `#!/bin/sh\n[ "$1 $2" = "show -json" ] && { ${commands}; }\nPATH=\${PATH#*:} exec terraform "$@"\n`,
    );
    await chmod(file, 0o755);
    return { ...delivery.kim, PATH: `${bin}:${process.env["PATH"]}` };
  };

  test("is told by its signal, without what it has printed", async () => {
    await delivery.alter();
    const planned = await delivery.plan("dev-stack");
    const env = await whenShowing(`echo '{"secret":"${SECRET}"}'; kill -KILL $$`);
    const plan = await delivery.run(env, "plan", "dev-stack");
    const apply = await delivery.unchanged("dev", () => delivery.apply(planned, env));
    for (const { code, stdout, stderr } of [plan, apply]) {
      expect(code).toBe(1);
      expect(stderr).toContain("dev-stack: terraform show was ended by SIGKILL");
      expect(stdout + stderr).not.toContain(SECRET);
    }
    // What is sensitive was not known, so nothing was begun.
    expect(apply.stderr).not.toContain("cannot be used");
    expect(await delivery.result("dev", planned, "started")).toBeUndefined();
  });

  test("a plan of more than 100 million characters is read whole", async () => {
    const env = await whenShowing("head -c 120000000 /dev/zero | tr '\\0' ' '");
    const { code, stdout } = await delivery.run(env, "plan", "dev-stack");
    expect([code, stdout]).toEqual([2, expect.stringContaining("aws_cloudwatch_log_group")]);
  });
});
