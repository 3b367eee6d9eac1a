import { readFileSync } from "node:fs";
import path from "node:path";
import { packagesDir } from "../core/project";

const { version } = JSON.parse(
  readFileSync(path.join(packagesDir, "cli/package.json"), "utf8"),
) as { version: string };

/** What sends the requests. */
export const TOOL = { name: "groundwork load-test", version };
