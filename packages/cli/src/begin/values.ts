import { edited, textOf } from "../sources/source-text";
import { literal } from "../sources/literal";
import { organizationIn, replaced, textsOf, valueAt, withProperty } from "../sources/values";
import { keyOf, nodesOf, valueOf } from "../sources/source-text";
import { SHIPPED_TIME_ZONE, zonesIn } from "./place";

/** Where the organization is told, from the root of the project. */
export const ORGANIZATION_FILE = "environments/organization.ts";

/** The account of environments/ as it is shipped, which is nobody's. */
const SHIPPED_ACCOUNT = "111111111111";

/** What everything else follows from. */
export interface Beginning {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly owner: string;
  /** Whose workflows deliver. @default none so far */
  readonly github?: GithubValues | undefined;
  /** By which dev sleeps. */
  readonly timeZone: string;
}

export interface GithubValues {
  readonly repository: string;
  readonly repositoryId: string;
  /** Where it is another one than `repo:<repository>`. */
  readonly subjectPrefix?: string | undefined;
  /** Where it is another one than main. */
  readonly branch?: string | undefined;
}

/** What the organization's file says so far; what is no text there is missing. */
export interface Present extends Partial<Identifying> {
  /** Whether somebody has begun with it: it has an account of its own. */
  readonly isBegun: boolean;
}

type Identifying = Record<
  "name" | "accountId" | "region" | "owner" | "repository",
  string | undefined
>;

export function presentValues(text: string): Present {
  const organization = organizationIn(text);
  const at = (...keys: string[]) => textOf(valueAt(organization, ...keys));
  const accountId = at("accountId");
  return {
    name: at("name"),
    accountId,
    region: at("region"),
    owner: at("owner"),
    repository: at("delivery", "github", "repository"),
    isBegun: accountId !== SHIPPED_ACCOUNT,
  };
}

/** The organization's file with other values. */
export function organizationWith(text: string, beginning: Beginning): string {
  const { github } = beginning;
  const set = (now: string, key: "name" | "accountId" | "region" | "owner") =>
    edited(now, [withProperty(now, organizationIn(now), key, JSON.stringify(beginning[key]))]);
  const named = (["name", "accountId", "region", "owner"] as const).reduce(set, text);
  if (!github) return named;
  const organization = organizationIn(named);
  const delivery = valueAt(organization, "delivery");
  const value = literal(github);
  return edited(named, [
    delivery?.type === "ObjectExpression"
      ? withProperty(named, delivery, "github", value)
      : withProperty(named, organization, "delivery", `{\n  github: ${value},\n}`),
  ]);
}

/** A file of an environment in another region, with zones that it has, and by another clock. */
export function environmentIn(
  text: string,
  { region, timeZone }: Pick<Beginning, "region" | "timeZone">,
): string {
  return edited(
    text,
    nodesOf(text).flatMap((node) => {
      const value = valueOf(node);
      if (value && keyOf(node) === "zones") {
        const letters = textsOf(value) ?? [];
        const there = zonesIn(region, letters);
        if (there.join() === letters.join()) return [];
        return [replaced(value, `[${there.map((letter) => JSON.stringify(letter)).join(", ")}]`)];
      }
      return value && keyOf(node) === "timeZone" && textOf(value) === SHIPPED_TIME_ZONE
        ? [replaced(value, JSON.stringify(timeZone))]
        : [];
    }),
  );
}
