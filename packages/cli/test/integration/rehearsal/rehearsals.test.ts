import { readFile } from "node:fs/promises";
import path from "node:path";
import { cliScript, groundwork, run, smallRoot } from "@groundwork/testing/project";
import { isAlive } from "../../../src/core/processes";
import { leftBy, programs } from "../../support/rehearsals";

jest.setTimeout(240_000);

test("--keep leaves emulator and folders, and the lines it prints lead there; git is not needed", async () => {
  const PATH = await programs("terraform", "python3", "docker");
  const { code, stdout, stderr } = await groundwork(["rehearse", "registry", "--keep"], { PATH });
  // Nobody else could end it, also after a failure.
  const pid = Number(/To end it: kill (\d+)/.exec(stdout + stderr)?.[1]);
  try {
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n").filter((line) => /^ {2}(export|cd) /.test(line));
    const { stdout: listed } = await run("bash", ["-euc", lines.join("\n")]);
    expect(listed).toContain("terraform_data.aws_kms_key__");
    // Nor can a finding in a stack that was not asked for stop it.
    const dir = /^ {2}cd (\S+)/m.exec(stdout)![1]!;
    const manifest = await readFile(path.join(dir, "../../cdktf.out/manifest.json"), "utf8");
    expect(Object.keys(JSON.parse(manifest).stacks)).toEqual(["bootstrap-stack", "registry-stack"]);
    // Commands need no option there.
    const env = Object.fromEntries(
      lines.flatMap((line) => [...line.matchAll(/ export (\w+)=(.*)/g)]).map(([, ...pair]) => pair),
    );
    expect(await groundwork(["bootstrap", "--yes"], env)).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringContaining("The state backend is as it should be"),
    });
    expect(await groundwork(["plans"], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("npx --no -- groundwork rehearse --delivery --keep"),
    });
    const { stdout: known } = await groundwork(["rehearsals", "--json"]);
    expect(JSON.parse(known)).toContainEqual(
      expect.objectContaining({ id: String(pid), state: "kept", stacks: ["registry-stack"] }),
    );
    // In the person's own shell, without the person's own AWS.
    const line = `echo 'terraform -chdir=${dir} state list; echo $AWS_PROFILE.' | node ${cliScript} rehearsals shell ${pid}`;
    const own = { cwd: smallRoot(), env: { SHELL: "/bin/sh", AWS_PROFILE: "prod" } };
    expect((await run("sh", ["-c", line], own)).stdout).toBe(`${listed}.\n`);
    expect(await groundwork(["rehearsals", "stop", String(pid)])).toMatchObject({
      code: 0,
      stdout: `${pid}: ended, with all that was in it\n`,
    });
    expect(isAlive(pid)).toBe(false);
    expect(await leftBy({ root: smallRoot() }, pid)).toEqual([]);
    expect(await groundwork(["rehearsals", "shell", String(pid)])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Error: shell: got the rehearsal ${pid}, expected one`),
    });
  } finally {
    if (pid && isAlive(pid)) process.kill(pid);
  }
});
