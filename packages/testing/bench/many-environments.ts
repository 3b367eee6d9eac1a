import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Command } from "./measure";

/** Two services each. */
const INDEX = `
const { checkConfiguration } = require("@groundwork/configuration");
const accountId = "111111111111";
const environments = Array.from({ length: COUNT }, (_, index) => ({
  name: "e" + index,
  accountId,
  network: { cidr: "10.0.0.0/16", zones: ["a", "c"], connectable: false },
  services: [
    { name: "web", http: {}, autoscaling: { minCount: 1, maxCount: 3 } },
    { name: "worker" },
  ],
}));
const organization = { name: "bench", accountId, owner: "bench" };
exports.loadConfiguration = () => checkConfiguration(organization, environments);
`;

/**
 * The app of a project, compiled already, with many environments instead of its own, in a folder
 * beside it.
 *
 * @param count of environments
 */
export async function manyEnvironments(
  project: string,
  count: number,
): Promise<Omit<Command, "name">> {
  const dir = `${project}-${count}`;
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir);
  for (const part of ["dist", "cdktf.json"]) {
    await cp(path.join(project, part), path.join(dir, part), { recursive: true });
  }
  await symlink(path.join(project, "node_modules"), path.join(dir, "node_modules"));
  const index = INDEX.replace("COUNT", String(count));
  await writeFile(path.join(dir, "dist/environments/index.js"), index);
  return {
    file: process.execPath,
    args: [path.join(project, "packages/cli/app.js"), dir],
    cwd: dir,
  };
}
