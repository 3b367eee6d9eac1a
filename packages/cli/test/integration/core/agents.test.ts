import { groundwork } from "@groundwork/testing/project";

jest.setTimeout(60_000);

/** An address that leads here, and is not known to. */
const ELSEWHERE = "http://0.0.0.0:9";
const AGENT = { CLAUDECODE: "1", AWS_ENDPOINT_URL: ELSEWHERE, GROUNDWORK_STAND_INS: "" };
const ID = "prod-stack-20261121T035512Z-48cdd2f0-9f3a";

// Each is refused before AWS is asked for anything: nothing answers at that address.
test.each([
  [`approve ${ID}`],
  [`approve ${ID.replace("prod", "dev")} --yes`],
  [`apply ${ID} --sha256 ${"0".repeat(64)} --yes`],
  [`apply ${ID.replace("prod", "registry")} --sha256 ${"0".repeat(64)}`],
  ["plan dev --allow-destroy aws_sqs_queue.jobs"],
  ["restore dev 12 --yes"],
  ["unlock dev --force --yes"],
  ["unlock dev --older-than 0 --yes"],
  ["code-deploy prod --yes"],
])("an agent is refused `%s`, with the line for a person: 6", async (line) => {
  const { code, stdout, stderr } = await groundwork(line.split(" "), AGENT);
  expect({ code, stdout }).toEqual({ code: 6, stdout: "" });
  expect(stderr).toMatch(/^Error: .* is for a person to decide, and Claude Code runs this/);
  const [command] = line.split(" ");
  expect(stderr).toMatch(new RegExp(`Tell a person .*: npx --no -- groundwork ${command} `));
});
