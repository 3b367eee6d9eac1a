import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { configuration, environmentInput, github } from "@groundwork/testing/configuration";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack } from "@groundwork/testing/synth";
import { providerRole, together } from "../../../src/delivery/provider-role";
import { startSts } from "../../support/fake-sts";
import { run, type Ended } from "@groundwork/testing/project";

jest.setTimeout(60_000);

const [ORGANIZATION, OF_DEV] = ["111111111111", "222222222222"];
const config = configuration({ delivery: { github } }, [
  environmentInput("dev", { production: false, accountId: OF_DEV }),
]);

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-provider-role-"));
  // The variable as the stack has it, and what tells which value a run of Terraform had for it.
  const { variable } = synthStack(stacksOf(config)("dev-stack")) as { variable?: object };
  const kept = { command: 'echo "${var.provider_role_arn}" >> roles' };
  const one = { input: "x", provisioner: [{ "local-exec": kept }] };
  await writeFile(
    path.join(dir, "cdk.tf.json"),
    JSON.stringify({
      terraform: { backend: { local: {} } },
      variable,
      resource: { terraform_data: { one } },
    }),
  );
});
afterAll(() => rm(dir, { recursive: true }));

/** Terraform as somebody runs it who has a role of the organization's account. */
async function terraformAs(role: string, ...args: string[]): Promise<Ended> {
  const arn = `arn:aws:sts::${ORGANIZATION}:assumed-role/${role}/GitHubActions`;
  const sts = await startSts({ account: ORGANIZATION!, arn });
  const env = {
    AWS_ENDPOINT_URL_STS: sts.endpoint,
    AWS_PROFILE: "none",
    AWS_ACCESS_KEY_ID: "AKIA1",
    AWS_SECRET_ACCESS_KEY: "x",
  };
  const { variables } = await providerRole("dev-stack", env, config)!();
  sts.close();
  return run("terraform", args, { cwd: dir, env: variables });
}

test("what is planned in one role is applied in another, and the plan is none the wiser", async () => {
  expect(await run("terraform", ["init"], { cwd: dir })).toMatchObject({ code: 0 });
  const planned = await terraformAs("acme-plan-main", "plan", "-out=tfplan", "-input=false");
  expect(planned).toMatchObject({ code: 0 });
  const { stdout } = await run("terraform", ["show", "-json", "tfplan"], { cwd: dir });
  expect(stdout).not.toContain("acme-delivery-plan-dev");

  expect(await terraformAs("acme-apply-dev", "apply", "-input=false", "tfplan")).toMatchObject({
    code: 0,
  });
  expect(await readFile(path.join(dir, "roles"), "utf8")).toBe(
    `arn:aws:iam::${OF_DEV}:role/acme-delivery-apply-dev\n`,
  );
});

test("the roles of an account are looked at in it as well; who says the variable is not asked", () => {
  expect(providerRole("dev-account-stack", {}, config)).toBeDefined();
  expect(providerRole("delivery-stack", {}, config)).toBeUndefined();
  const env = { TF_VAR_provider_role_arn: "arn:aws:iam::222222222222:role/mine" };
  expect(providerRole("dev-stack", env, config)).toBeUndefined();
});

test("several readers are one, with the variables and the masks of all", async () => {
  const reader = (name: string) => async () => ({
    variables: { [name]: name },
    mask: (text: string) => text.replace(name, "***"),
  });
  expect(together([undefined, undefined])).toBeUndefined();
  const { variables, mask } = await together([reader("a"), undefined, reader("b")])!();
  expect(variables).toEqual({ a: "a", b: "b" });
  expect(mask("a b c")).toBe("*** *** c");
});
