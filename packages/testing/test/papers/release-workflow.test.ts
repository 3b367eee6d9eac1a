import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { holds } from "../workflows/workflow-run";
import { workflowFiles } from "../workflows/workflows";
import { clone, read, release } from "./release-clone";

jest.setTimeout(60_000);

describe("the workflow of a tag", () => {
  const { content } = workflowFiles().find(({ name }) => name.endsWith("/release.yml"))!;
  const job = content.jobs!["release"]!;

  /** @returns what gh is asked, and how the script ends */
  function publish(tag: string, isThere: boolean): { asked: string; status: number | null } {
    const bin = path.join(clone, ".git/gh");
    mkdirSync(bin);
    const answer = `[ "$2" != view ] || exit ${isThere ? 0 : 1}`;
    writeFileSync(path.join(bin, "gh"), `#!/bin/sh\necho "$*" >> "${bin}/asked"\n${answer}\n`);
    chmodSync(path.join(bin, "gh"), 0o755);
    const { status } = spawnSync("bash", ["-eo", "pipefail", "-c", job.steps!.at(-1)!.run!], {
      cwd: clone,
      env: { PATH: `${bin}:${process.env["PATH"]}`, TAG: tag, RUNNER_TEMP: bin },
    });
    const asked = readFileSync(path.join(bin, "asked"), { encoding: "utf8", flag: "a+" });
    return { asked: asked.replaceAll(bin, "TEMP"), status };
  }

  test("makes a release of the section, once", () => {
    release(["minor"]);
    expect(publish("v0.2.0", false)).toEqual({
      asked:
        "release view v0.2.0\nrelease create v0.2.0 --verify-tag --title groundwork v0.2.0 --notes-file TEMP/notes.md\n",
      status: 0,
    });
    expect(read(".git/gh/notes.md")).toBe("- One.\n");
  });

  test("leaves the one that is there", () => {
    release(["minor"]);
    expect(publish("v0.2.0", true)).toEqual({ asked: "release view v0.2.0\n", status: 0 });
  });

  test("makes none of a tag that is another version's", () => {
    expect(publish("v0.2.0", false)).toEqual({ asked: "", status: 1 });
  });

  test("runs in no clone: a team's tags are its own", () => {
    expect(holds(job["if"], { contexts: { vars: { RELEASE: "" } } })).toBe(false);
    expect(holds(job["if"], { contexts: { vars: { RELEASE: "1" } } })).toBe(true);
    expect(job.permissions).toEqual({ contents: "write" });
  });
});
