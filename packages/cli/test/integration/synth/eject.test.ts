import { rm } from "node:fs/promises";
import path from "node:path";
import { proof } from "@groundwork/testing/proof";
import { run, type ProjectCopy } from "@groundwork/testing/project";
import { everythingCopy } from "../../support/everything-copy";

/** In every run the first two; in a long proof all stacks there are, with every option in use. */
const STACKS = [
  "bootstrap-stack",
  "registry-stack",
  "delivery-stack",
  "dev-stack",
  "prod-stack",
].slice(0, proof(2).cases);

jest.setTimeout(300_000);

let copy: ProjectCopy;
let emulator: number;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  copy = await everythingCopy();
  await copy.build();
  const { stdout, stderr } = await copy.groundwork(["rehearse", ...STACKS.slice(1), "--keep"], {
    AWS_ENDPOINT_URL: "",
  });
  emulator = Number(/To end it: kill (\d+)/.exec(stdout + stderr)?.[1]);
  // As it prints them for a shell.
  env = Object.fromEntries(
    [...stdout.matchAll(/ (?:export )?(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
});
afterAll(async () => {
  if (emulator) process.kill(emulator);
  await copy?.remove();
});

test("what is ejected is Terraform alone, and has nothing to change where the stacks are applied", async () => {
  const out = path.join(copy.root, "ejected");
  const { code, stdout, stderr } = await copy.groundwork(["eject", ...STACKS, "--out", out], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const stack of STACKS) {
    expect(stdout).toContain(stack);
    const cwd = path.join(out, stack);
    const terraform = (...args: string[]) => run("terraform", args, { cwd, env });
    expect(await terraform("init", "-input=false")).toMatchObject({ code: 0 });
    const plan = await terraform("plan", "-input=false", "-detailed-exitcode");
    expect({ stack, code: plan.code, said: plan.code === 0 ? "" : plan.stdout }).toEqual({
      stack,
      code: 0,
      said: "",
    });
  }

  // Only an environment has services, and with them tasks.
  expect(stdout.includes("export GROUNDWORK_PACKAGES=")).toBe(STACKS.includes("prod-stack"));

  // What is there is never written over, and what cannot be made leaves nothing.
  const again = await copy.groundwork(["eject", "--out", out], env);
  expect(again).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("which has files in it, expected a folder that is empty"),
  });
  await rm(out, { recursive: true });
  const unknown = await copy.groundwork(["eject", "staging", "--out", out], env);
  expect(unknown).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("got the stack staging"),
  });
  const { stdout: left } = await run("ls", ["-A", copy.root]);
  expect(left).not.toContain("eject");
});
