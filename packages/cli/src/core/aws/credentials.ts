import { oneLine } from "./error";
import { originOf, profileFiles, profilesIn, renewalOf, unreadableFile } from "./profile";
import { ALL_SERVICES } from "../endpoint";
import type { Asker, Hindrance } from "./hindrance";

/** What it means that the SDK finds no credentials. */
export function noCredentials(
  error: unknown,
  { env, endpoint, endpointVariable: variable = ALL_SERVICES }: Asker,
): Hindrance {
  const hindrance = missing(error, env);
  if (endpoint === undefined) return hindrance;
  return {
    ...hindrance,
    what: `${hindrance.what}; the emulator at ${endpoint}, that of ${variable}, takes made-up ones`,
    // No login is one to an emulator, and its keys could be used in its place.
    repair: `set what a kept rehearsal prints (export AWS_ACCESS_KEY_ID=... and export AWS_SECRET_ACCESS_KEY=...), or unset ${variable} to reach AWS`,
  };
}

/** The same where AWS itself is asked. */
function missing(error: unknown, env: NodeJS.ProcessEnv = {}): Hindrance {
  const kind = "credentials";
  const profile = env["AWS_PROFILE"];
  const file = unreadableFile(env);
  if (file !== undefined) {
    const what = `there are no AWS credentials: a file for them cannot be read: ${file}`;
    return { kind, what, repair: "have its owner give you the right to it" };
  }
  const others = [...profilesIn(env).keys()];
  const choose = `set AWS_PROFILE to one of ${others.join(", ")}`;
  if (profile && !others.includes(profile)) {
    const { config, credentials } = profileFiles(env);
    return {
      kind,
      what: `AWS_PROFILE: got ${profile}, which is a profile neither of ${config} nor of ${credentials}`,
      repair: others.length > 0 ? choose : `make it (aws configure sso --profile ${profile})`,
    };
  }
  const origin = originOf(env);
  if (origin) {
    const what = `${origin.words} gives no AWS credentials: ${unadvised(error)}`;
    return { kind, what, repair: origin.renew };
  }
  const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
  const [set, unset] = env[keys[0]] ? keys : keys.toReversed();
  if (env[set!]) {
    const what = `there are no AWS credentials: ${set} is set, and ${unset} is not`;
    return { kind, what, repair: "set both, or AWS_PROFILE" };
  }
  const said = unadvised(error);
  return {
    kind,
    what: `there are no AWS credentials: neither AWS_PROFILE nor AWS_ACCESS_KEY_ID is set, and no profile is the default${said.startsWith("Could not load") ? "" : `: ${said}`}`,
    repair:
      others.length > 0
        ? choose
        : "log in (aws configure sso, then AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  };
}

/** What the SDK says, without its name for it and without what it would have us do. */
const unadvised = (error: unknown): string =>
  oneLine(error)
    .replace(/^\w+: /, "")
    .replace(/\.? (To refresh|Please|please) .*$/, "");

/**
 * What it means that AWS does not take the credentials.
 *
 * @param ended whether it says that their time is over
 */
export function badCredentials(error: unknown, asker: Asker, ended: boolean): Hindrance {
  const { env = {}, region } = asker;
  const origin = originOf(env);
  const of = origin ? ` of ${origin.words}` : "";
  const renew = renewalOf(env);
  const said = oneLine(error);
  if (ended) {
    return {
      kind: "credentials",
      what: `the AWS credentials${of} have ended: ${said}`,
      repair: renew,
    };
  }
  const closed = region !== undefined && /^[a-z]{2}-/.test(region) && !OPEN_REGIONS.has(region);
  return {
    kind: "credentials",
    what: `AWS does not take the credentials${of}: ${said}`,
    repair: closed
      ? `have the account enable the region ${region} if it has not (aws account enable-region --region-name ${region}); otherwise ${renew}`
      : renew,
  };
}

/**
 * Regions that every account has. Those that came after 2019-03-20 take no credentials of an account
 * that has not enabled them (AWS Account Management, "Enable or disable AWS Regions").
 */
export const OPEN_REGIONS: ReadonlySet<string> = new Set([
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
  ...["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1"],
  ...["ap-southeast-1", "ap-southeast-2"],
  ...["eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3"],
]);
