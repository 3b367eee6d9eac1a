import path from "node:path";
import { rm, symlink } from "node:fs/promises";
import { checkoutRoot, ProjectCopy, type Ended } from "@groundwork/testing/project";

/** What a team makes of a fresh clone, as README tells it. */
export interface FirstDay {
  readonly organization: string;
  readonly accountId: string;
  readonly region: string;
  /** The environment they add, as `staging`. */
  readonly environment: string;
  /** What they call the service that is shipped as `web`, in prod. */
  readonly service: string;
  /** As organization.ts says it. */
  readonly backend: string;
}

/** A clone in which a team has spent its first day; removed by `remove`. */
export class Clone {
  private constructor(private readonly copy: ProjectCopy) {}

  static async after(day: FirstDay): Promise<Clone> {
    const copy = await ProjectCopy.create();
    await symlink(path.join(checkoutRoot, "packages"), path.join(copy.root, "packages"));
    // Say who and where.
    const organization = "environments/organization.ts";
    await copy.edit(organization, 'name: "groundwork"', `name: "${day.organization}"`);
    await copy.edit(organization, "111111111111", day.accountId);
    await copy.edit(organization, "ap-northeast-2", day.region);
    await copy.edit(organization, "platform-team", `${day.organization} team`);
    await copy.edit(organization, '{ type: "s3", lock: "both" }', day.backend);
    // Add an environment.
    // Not every name of an environment is one for a constant.
    const identifier = `${day.environment.replaceAll("-", "_")}_environment`;
    const added = (await copy.read("environments/dev.ts"))
      .replace("export const dev:", `export const ${identifier}:`)
      .replace('name: "dev"', `name: "${day.environment}"`)
      .replace("10.10.0.0/16", "10.30.0.0/16");
    await copy.write(`environments/${day.environment}.ts`, added);
    await copy.edit("environments/index.ts", "[dev, prod]", `[dev, ${identifier}, prod]`);
    await copy.edit(
      "environments/index.ts",
      "import { prod }",
      `import { ${identifier} } from "./${day.environment}";\nimport { prod }`,
    );
    // Rename a service.
    await copy.edit("environments/prod.ts", 'name: "web"', `name: "${day.service}"`);
    return new Clone(copy);
  }

  /** What `npm test` does there, with its results as jest writes them. */
  async test(): Promise<Ended> {
    const { root } = this.copy;
    const built = await this.copy.run("node_modules/typescript/bin/tsc", ["-b"]);
    if (built.code !== 0) return built;
    const config = JSON.stringify({
      preset: "@groundwork/testing",
      rootDir: root,
      roots: ["<rootDir>/__tests__"],
    });
    return this.copy.run("node_modules/jest/bin/jest.js", ["--config", config, "--rootDir", root]);
  }

  async remove(): Promise<void> {
    await rm(path.join(this.copy.root, "packages"));
    await this.copy.remove();
  }
}
