#!/usr/bin/env node
// In Terraform's place, with the AWS provider's findings as it words them, for machines that cannot
// have that provider. STUB_FINDINGS names a file with them: construct, keys on the way
// to the value, summary and detail.
const { existsSync, readFileSync } = require("node:fs");

const [command, ...options] = process.argv.slice(2);
const { STUB_FINDINGS: findings, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: fromCache } =
  process.env;

/** As Terraform gives a place: in bytes of the file, at the value of the last key, or in the resource. */
function startOf(text, construct, keys) {
  // Findings of the policies, which name it as well, come before it.
  let at = text.lastIndexOf(`"path": "${construct}"`);
  if (keys.length === 0) at = text.lastIndexOf('"//": {', at) - 1;
  for (const key of keys) at = text.indexOf(`"${key}": `, at) + `"${key}": `.length;
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: 1, byte: Buffer.byteLength(before) };
}

function validate() {
  const text = readFileSync("cdk.tf.json", "utf8");
  return JSON.parse(readFileSync(findings, "utf8"))
    .filter(({ construct }) => text.includes(`"path": "${construct}"`))
    .map(({ construct, keys, severity = "error", summary, detail = "" }) => ({
      severity,
      summary,
      detail,
      range: { filename: "cdk.tf.json", start: startOf(text, construct, keys) },
    }));
}

/** Whether no backend is asked, and no provider loaded anew that the cache or a lock file has. */
function isSparing() {
  const isLocked = existsSync(".terraform.lock.hcl");
  const isKnown = isLocked ? options.includes("-lockfile=readonly") : fromCache === "true";
  return options.includes("-backend=false") && isKnown && existsSync("cdk.tf.json");
}

if (command === "version") console.log("Terraform v1.11.4\non linux_amd64");
else if (command === "validate") {
  const diagnostics = validate();
  console.log(JSON.stringify({ format_version: "1.0", diagnostics }));
  process.exitCode = diagnostics.length > 0 ? 1 : 0;
} else if (command !== "init" || !isSparing()) {
  console.error(`Error: got ${[command, ...options].join(" ")}`);
  process.exitCode = 1;
}
