import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { shellWord } from "../shell-word";

/** Settings of a profile, as they stand in a file of the AWS CLI. */
type Section = ReadonlyMap<string, string>;

/** Where credentials come from. */
export interface Origin {
  /** As in "the credentials of ...". */
  readonly words: string;
  /** What has it give new ones, as the first half of a sentence. */
  readonly renew: string;
}

/** The files in which the AWS CLI, the SDKs and Terraform look for profiles. */
export const profileFiles = (env: NodeJS.ProcessEnv) => {
  const home = env["HOME"] || env["USERPROFILE"] || homedir();
  return {
    config: env["AWS_CONFIG_FILE"] || path.join(home, ".aws/config"),
    credentials: env["AWS_SHARED_CREDENTIALS_FILE"] || path.join(home, ".aws/credentials"),
  };
};

/** All profiles by their names, each with what both files say of it. */
export function profilesIn(env: NodeJS.ProcessEnv): ReadonlyMap<string, Section> {
  const { config, credentials } = profileFiles(env);
  const found = new Map<string, Section>();
  const add = (name: string, section: Section) =>
    found.set(name, new Map([...(found.get(name) ?? []), ...section]));
  for (const [title, section] of sectionsOf(config)) {
    // In this file all but the default say what they are; others are sessions and services.
    const name = title === "default" ? title : /^profile\s+(.+)$/.exec(title)?.[1];
    if (name !== undefined) add(name.replace(/^(["'])(.*)\1$/, "$2"), section);
  }
  for (const [title, section] of sectionsOf(credentials)) add(title, section);
  return found;
}

/** Why one of the files, which is there, cannot be read: the SDK says nothing of that. */
export function unreadableFile(env: NodeJS.ProcessEnv): string | undefined {
  for (const file of Object.values(profileFiles(env))) {
    const read = textOf(file);
    if (typeof read !== "string" && read.code !== "ENOENT") return `${file}: ${read.code}`;
  }
  return undefined;
}

function textOf(file: string): string | NodeJS.ErrnoException {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

/** A file that cannot be read has none. */
function sectionsOf(file: string): [title: string, Section][] {
  const text = textOf(file);
  if (typeof text !== "string") return [];
  const sections: [string, Map<string, string>][] = [];
  for (const line of text.split(/\r?\n/)) {
    const title = /^\s*\[([^\]]+)\]/.exec(line)?.[1];
    const [, key, value] = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (title !== undefined) sections.push([title.trim(), new Map()]);
    else if (key !== undefined) sections.at(-1)?.[1].set(key, value!);
  }
  return sections;
}

/** Settings that give credentials; a default profile may have others alone, such as a region. */
const GIVES =
  /^(sso_|login_session|credential_|aws_access_key_id|role_arn|source_profile|web_identity)/;

/**
 * Keys in variables, where a profile is named as well. Terraform takes the keys then, and the SDK
 * for JavaScript the profile: two identities in one command.
 */
export function keysBesideProfile(env: NodeJS.ProcessEnv) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!env["AWS_PROFILE"] || !accessKeyId || !secretAccessKey) return undefined;
  const { AWS_SESSION_TOKEN: sessionToken, AWS_CREDENTIAL_EXPIRATION: ends } = env;
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    ...(ends && { expiration: new Date(ends) }),
  };
}

/**
 * Where the credentials are from, in Terraform's order: variables, a profile, a token of the
 * platform, a container.
 *
 * @returns undefined where there are none of these; a machine's role may still give some
 */
export function originOf(env: NodeJS.ProcessEnv): Origin | undefined {
  const named = env["AWS_PROFILE"];
  if (env["AWS_ACCESS_KEY_ID"] && env["AWS_SECRET_ACCESS_KEY"]) {
    return {
      words: "AWS_ACCESS_KEY_ID",
      renew: "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to new ones",
    };
  }
  const name = named || "default";
  const profiles = profilesIn(env);
  const section = profiles.get(name);
  if (section && (named || [...section.keys()].some((key) => GIVES.test(key)))) {
    return { words: `profile ${name}`, renew: renewal(name, section, profiles) };
  }
  if (named) return undefined;
  if (env["AWS_WEB_IDENTITY_TOKEN_FILE"]) {
    return {
      words: "the role of AWS_WEB_IDENTITY_TOKEN_FILE",
      renew: "check that file, and whom the role of AWS_ROLE_ARN trusts",
    };
  }
  return Object.keys(env).some((key) => key.startsWith("AWS_CONTAINER_CREDENTIALS_"))
    ? { words: "the role of this container", renew: "start the container again" }
    : undefined;
}

/** What gives new credentials, as the first half of a sentence. */
export const renewalOf = (env: NodeJS.ProcessEnv): string =>
  originOf(env)?.renew ?? "log in again (aws sso login, or whatever gave you these credentials)";

/** How a profile gets new credentials. One that takes on a role gets them where its source does. */
function renewal(
  name: string,
  section: Section,
  profiles: ReadonlyMap<string, Section>,
  seen: readonly string[] = [],
): string {
  if (section.has("mfa_serial")) {
    return `take on its role yourself, as it asks for a code (aws configure export-credentials --profile ${shellWord(name)} --format env)`;
  }
  const source = section.get("source_profile");
  const from = source === undefined || source === name ? undefined : profiles.get(source);
  if (source !== undefined && from === undefined && source !== name) {
    return `add the profile ${source}, which ${name} names as its source_profile`;
  }
  if (from && !seen.includes(source!)) return renewal(source!, from, profiles, [...seen, name]);
  const option = `--profile ${shellWord(name)}`;
  if (section.has("sso_session") || section.has("sso_start_url")) {
    return `log in (aws sso login ${option})`;
  }
  if (section.has("login_session")) return `log in (aws login ${option})`;
  if (section.has("credential_process")) {
    return `see what the credential_process of profile ${name} says`;
  }
  if (section.has("aws_access_key_id")) {
    return `give the profile ${name} new keys (aws configure ${option})`;
  }
  return `see what the profile ${name} says (aws configure list ${option})`;
}
