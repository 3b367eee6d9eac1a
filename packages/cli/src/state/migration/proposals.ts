import { ownerOf } from "@groundwork/configuration/names";
import type { Mapping } from "./mappings";

/**
 * Stacks after which a folder or file in the key of exactly one state is named:
 * `Dev/terraform/iam/terraform.tfstate` goes to dev-stack, `production/terraform.tfstate` to
 * prod-stack. A name that only contains that of an environment, such as `non-prod` or `devops`, is
 * another one, and so is a key that tells of several, or of something that is past.
 */
export function proposeMappings(stacks: readonly string[], keys: readonly string[]): Mapping[] {
  const proposed = stacks.flatMap((stack) => {
    const fitting = keys.filter((key) => isNamedAfter(key, ownerOf(stack)));
    return fitting.length === 1 ? [{ stack, key: fitting[0]! }] : [];
  });
  return proposed.filter(({ key }) => proposed.filter((other) => other.key === key).length === 1);
}

function isNamedAfter(key: string, owner: string): boolean {
  const names = new Set([owner, SYNONYMS[owner] ?? owner]);
  const parts = key.toLowerCase().split("/");
  if (!parts.some((part) => names.has(part.replace(/\.tfstate$/, "")))) return false;
  const own = new Set([...names].flatMap(wordsOf));
  return wordsOf(key.toLowerCase()).every((word) => own.has(word) || !isDoubt(word));
}

const wordsOf = (text: string): string[] => text.split(/[^a-z0-9]+/);

const SYNONYMS: Readonly<Record<string, string>> = {
  dev: "development",
  development: "dev",
  prod: "production",
  production: "prod",
  stage: "staging",
  staging: "stage",
  test: "testing",
  testing: "test",
};

/**
 * Words in a key that say that it belongs not, or not only, to the environment that it also names.
 */
const DOUBTS = new Set([
  ...Object.keys(SYNONYMS),
  ...["prd", "stg", "tst", "qa", "uat", "int", "perf", "demo", "sandbox", "canary", "hotfix"],
  ...["non", "not", "no", "pre", "post", "like", "old", "legacy", "former", "archive", "archived"],
  ...["backup", "backups", "bak", "copy", "clone", "tmp", "temp", "deleted", "unused"],
  ...["dr", "disaster", "recovery", "failover", "standby", "secondary", "replica", "mirror"],
]);

/** One that begins as these do and ends in the name of an environment, such as `nonproduction`. */
const OTHER = /^(non|not|pre|post|ex|old)(.+)$/;

const isDoubt = (word: string): boolean =>
  DOUBTS.has(word) || DOUBTS.has(OTHER.exec(word)?.[2] ?? "");
