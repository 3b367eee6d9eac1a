import { BUCKET } from "../../support/rehearsed";
import { commandOnDev } from "../../support/command-on-dev";
import { groundwork } from "@groundwork/testing/project";
import { lockText } from "../../support/lock-text";

jest.setTimeout(120_000);

const ESC = "\u001B";
/** Sets a title, fills the clipboard, and writes over the line above it. */
const PLANTED = `${ESC}]0;PWNED\u0007${ESC}]52;c;UFdORUQ=${ESC}\\${ESC}[2K${ESC}[1A\u009B2K\u202E`;
/** What a terminal acts on. */
const ACTED_ON = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/u;

const on = commandOnDev("unlock");

/** A lock of somebody who may write rows, and nothing else. */
const plantedLock = (): string =>
  JSON.stringify({
    ...JSON.parse(lockText(`id${PLANTED}`, 60, `kim${PLANTED}\nreleased @elsewhere`)),
    Operation: `Apply${PLANTED}`,
    Version: `1.11.4${PLANTED}`,
  });

test.each([
  ["a lock", plantedLock],
  ["what is no lock", () => `no lock ${PLANTED}`],
])("%s in unlock and doctor: shown, and nothing of it acted on", async (_, text) => {
  const { dev } = on;
  await dev.lockRow(text());
  const said = [await on.run(), await groundwork(["doctor"], dev.env)];
  for (const { stdout, stderr } of said) {
    expect(stdout).toContain("lock");
    expect(stdout + stderr).not.toMatch(ACTED_ON);
    expect(stdout + stderr).not.toContain("PWNED");
    // A line of its own would be what the command says.
    expect(stdout).not.toMatch(/^released/m);
  }
  const { stdout } = await on.run("--json");
  expect(stdout).not.toMatch(ACTED_ON);
  expect(JSON.stringify(JSON.parse(stdout).locks)).toContain("PWNED");
});

test("a state's version, lineage and key in doctor and migrate", async () => {
  const { dev } = on;
  const state = JSON.parse(dev.state);
  const planted = { terraform_version: `1.9.0${PLANTED}`, lineage: `${state.lineage}${PLANTED}` };
  const key = `else${PLANTED}where.tfstate`;
  await dev.put(JSON.stringify({ ...state, ...planted }), key);
  try {
    for (const command of ["doctor", "migrate"]) {
      const args = command === "migrate" ? ["--from", `s3://${BUCKET}`] : [];
      const { stdout, stderr } = await groundwork([command, ...args], dev.env);
      expect(stdout).toContain("where.tfstate");
      expect(stdout + stderr).not.toMatch(ACTED_ON);
      expect(stdout + stderr).not.toContain("PWNED");
    }
  } finally {
    await dev.delete(key);
  }
});
