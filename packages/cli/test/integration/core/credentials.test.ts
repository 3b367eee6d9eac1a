import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const TOKEN = "cf-secret-token";
const dist = path.join(__dirname, "../../../dist");

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-credentials-"));
  // Passes for Terraform, and says what it was given.
  await writeFile(
    path.join(dir, "engine"),
    '#!/bin/sh\necho "token $CLOUDFLARE_API_TOKEN"\necho "no token $CLOUDFLARE_API_TOKEN" >&2\nexit $CODE\n',
    { mode: 0o755 },
  );
});
afterAll(() => rm(dir, { recursive: true }));

/** In a process of its own, as commands run it. */
const SCRIPT = `
const [dist, dir, token] = process.argv.slice(1);
const { masker } = require(dist + "/masking/masker");
const { RunRecords } = require(dist + "/terraform/run-record");
const { Terraform } = require(dist + "/terraform/terraform");
const terraform = (CODE) => new Terraform({
  stack: "dev-stack", dir, records: new RunRecords(dir), signal: new AbortController().signal,
  env: { PATH: process.env.PATH, TERRAFORM_BINARY_NAME: dir + "/engine", CODE },
  credentials: async () => ({ variables: { CLOUDFLARE_API_TOKEN: token }, mask: masker([token]) }),
});
(async () => {
  const lines = [];
  await terraform("0").apply("plan", (line) => lines.push(line));
  const shown = await terraform("0").show("plan");
  const failure = await terraform("1").init().catch(({ message }) => message);
  console.log(JSON.stringify({ lines: lines.sort(), shown, failure, env: process.env }));
})();
`;

test("Terraform has what providers sign on with, and nobody reads it but Terraform", () => {
  const said = execFileSync(process.execPath, ["-e", SCRIPT, dist, dir, TOKEN], {
    encoding: "utf8",
  });
  expect(JSON.parse(said)).toMatchObject({
    lines: ["no token (sensitive value)", "token (sensitive value)"],
    shown: "token (sensitive value)",
    failure: expect.stringContaining("no token (sensitive value)"),
  });
  expect(said).not.toContain(TOKEN);
});
