import { writeFile } from "node:fs/promises";
import path from "node:path";
import { ProjectCopy } from "@groundwork/testing/project";
import { ACCOUNT, accessTo } from "./emulated";
import { smallestEnvironments } from "./small-environments";

/** The account that dev has of its own. */
export const OF_DEV = "222222222222";

/** Profiles of AWS's tools: of the organization's account, and of one that is neither. */
const PROFILES = { home: ACCOUNT, stranger: "444444444444" };

/** A copy of the project in which dev lives in an account of its own. */
export async function copyOfTwoAccounts(): Promise<ProjectCopy> {
  const copy = await ProjectCopy.create();
  await smallestEnvironments(copy);
  await copy.edit("environments/dev.ts", `"accountId":"${ACCOUNT}"`, `"accountId":"${OF_DEV}"`);
  await copy.build();
  const sections = Object.entries(PROFILES).map(
    ([name, account]) =>
      `[profile ${name}]\naws_access_key_id = ${account}\naws_secret_access_key = test\n`,
  );
  await writeFile(configOf(copy), sections.join("\n"));
  return copy;
}

const configOf = ({ root }: ProjectCopy): string => path.join(root, "aws-config");

/** Variables of somebody of an account, at an emulator, with stand-ins. */
export const asAccount = (copy: ProjectCopy, endpoint: string, account = OF_DEV) => ({
  ...accessTo(endpoint, account),
  AWS_CONFIG_FILE: configOf(copy),
});
