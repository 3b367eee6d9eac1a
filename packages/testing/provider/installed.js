// The AWS provider that the project pins, as Terraform installs it, or finds it in a mirror.
const { execFileSync } = require("node:child_process");
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");

/**
 * @param {string} dir an empty folder
 * @returns {{ program: string, pinned: string, terraform: (...args: string[]) => string }} where the
 *   provider's program is, which version the project pins, and what runs Terraform beside it
 * @throws Error of execFileSync, with Terraform's word in `stderr`, where there is none to be had
 */
function installed(dir) {
  const pinned = /providerVersion: '([\d.]+)'/.exec(
    readFileSync(require.resolve("@cdktf/provider-aws/lib/provider/index.js"), "utf8"),
  )[1];
  const aws = { source: "hashicorp/aws", version: pinned };
  writeFileSync(
    path.join(dir, "main.tf.json"),
    JSON.stringify({ terraform: { required_providers: { aws } } }),
  );
  const terraform = (...args) =>
    execFileSync("terraform", args, {
      cwd: dir,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "pipe"],
    });
  terraform("init", "-input=false", "-no-color");
  const folder = path.join(dir, ".terraform/providers");
  const program = readdirSync(folder, { recursive: true }).find((name) =>
    path.basename(name).startsWith("terraform-provider-aws_v"),
  );
  return { program: path.join(folder, program), pinned, terraform };
}

module.exports = { installed };
