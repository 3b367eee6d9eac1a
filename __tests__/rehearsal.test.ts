import { execFileSync } from "node:child_process";
import path from "node:path";
import { loadConfiguration } from "../environments";

jest.setTimeout(300_000);

// Real Terraform against an emulated AWS on this machine: a command that fails throws.
test("all stacks can be applied, and planned again nothing would change", () => {
  const root = path.join(__dirname, "..");
  const cli = path.join(root, "packages/cli/bin/groundwork.js");
  const env = { ...process.env, AWS_ENDPOINT_URL: "", STACKS: "" };
  const said = execFileSync(process.execPath, [cli, "rehearse"], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  for (const { name } of loadConfiguration().environments) {
    expect(said).toMatch(new RegExp(`^${name}-stack +\\d+ `, "m"));
  }
});
