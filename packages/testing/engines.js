// Programs that a long proof runs as Terraform, one after another: those that GROUNDWORK_ENGINES names,
// parted by colons, as names in PATH or paths; without it terraform and tofu, as far as they are there.
const { execFileSync } = require("node:child_process");
const { mkdtempSync, symlinkSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");

/**
 * @returns for each program its release, as it says it, and the variables with which `terraform` is
 *   that program and no other
 * @throws Error when one that is named cannot be run, or none is there
 */
function engines(env) {
  const named = (env.GROUNDWORK_ENGINES ?? "").split(":").filter(Boolean);
  const found = (named.length > 0 ? named : ["terraform", "tofu"]).flatMap((program) => {
    const file = fileOf(program, env);
    if (file === undefined && named.length > 0) {
      throw new Error(
        `GROUNDWORK_ENGINES: got ${program}, which is not there; expected Terraform or OpenTofu, by name or path`,
      );
    }
    return file === undefined ? [] : [engineOf(file, env)];
  });
  if (found.length > 0) return found;
  throw new Error("got neither terraform nor tofu, expected one in PATH or in GROUNDWORK_ENGINES");
}

function fileOf(program, env) {
  try {
    return execFileSync("sh", ["-c", 'command -v "$0"', program], { env, encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

function engineOf(file, env) {
  const said = execFileSync(file, ["version"], { env, encoding: "utf8" });
  const release = /^(?:Terraform|OpenTofu) v\S+/m.exec(said)?.[0];
  if (release === undefined) {
    throw new Error(`${file} version: got ${said.split("\n")[0]}, expected Terraform or OpenTofu`);
  }
  const folder = mkdtempSync(path.join(tmpdir(), "groundwork-engine-"));
  symlinkSync(path.resolve(file), path.join(folder, "terraform"));
  return {
    release,
    env: { PATH: `${folder}${path.delimiter}${env.PATH}`, TERRAFORM_BINARY_NAME: "" },
  };
}

module.exports = { engines };
