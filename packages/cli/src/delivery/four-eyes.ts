import type { Configuration } from "@groundwork/configuration";
import { workflowOf } from "./identity";
import { type Identity, nameOf } from "./store/plan-meta";

/** Why an approval is not known to be another person's than the plan. */
export interface NotAnother {
  /** The end of a sentence that begins with the approver: `has planned it`. */
  readonly why: string;
  /** What would let it be known, as a sentence; undefined where it is known to be the same. */
  readonly hint?: string | undefined;
}

/**
 * Checks that one person planned and another approves: undefined if that is known. Somebody who is
 * not known to be another person counts as the same one.
 */
export function notAnother(
  planner: Identity,
  by: Identity,
  configuration: Configuration,
): NotAnother | undefined {
  if (isUnproved(by)) return { why: "is not proved to be anybody", hint: PROVED_BY };
  const known = new KnownPeople(configuration);
  if (known.isGatedByPipeline(planner, by)) return undefined;
  const [planned, approves] = [known.behind(planner), known.behind(by)];
  const pairs = planned.flatMap((one) => approves.map((other) => known.compare(one, other)));
  // Plan and approval may be of one run, which several people let pass.
  const isOneSession = planner.arn === by.arn && by.proof === undefined;
  if (isOneSession || pairs.includes("same")) return { why: "has planned it" };
  if (pairs.length > 0 && pairs.every((pair) => pair === "another")) return undefined;
  const unmapped = pairs.filter((pair) => typeof pair === "object").flatMap(({ logins }) => logins);
  return {
    why: `is not known to be another person than ${nameOf(planner)}, who has planned it`,
    hint:
      unmapped.length > 0
        ? lineFor([...new Set(unmapped)])
        : isUnproved(planner)
          ? PROVED_BY
          : workflowOf(planner.arn, configuration) === "pipeline"
            ? "CodePipeline does not know who pushed: let the plan pass there, in its own stage"
            : KNOWN_BY,
  };
}

const isUnproved = ({ proof }: Identity): boolean => proof === "none";

const PROVED_BY =
  "In a folder of plans nobody can prove who that is but a workflow of GitHub: plan and approve in one whose repository delivery.store.github of environments/organization.ts names, in jobs with the permission id-token: write (packages/docs/delivery.md)";

const KNOWN_BY =
  "Known apart are two users of AWS's sign-on (IAM Identity Center), two IAM users, two GitHub logins in workflows, " +
  "and a user of the sign-on from a login in delivery.people of environments/organization.ts. " +
  "The name of any other role's session is chosen by whoever takes it on";

const lineFor = (logins: readonly string[]): string => {
  const entries = logins.map((login) => `"${login}": "<user name in AWS's sign-on>"`).join(", ");
  return `Who ${logins.join(" and ")} is in AWS's sign-on is not said. Add to delivery in environments/organization.ts, commit it, and plan again: people: { ${entries} }`;
};

/** Somebody, by a kind of name and the name. */
interface Person {
  readonly by: "sign-on" | "user" | "login";
  /** The name in small letters, because GitHub and AWS ignore capitals. */
  readonly name: string;
  readonly written: string;
}

const person = (by: Person["by"], written: string): Person => ({
  by,
  name: written.toLowerCase(),
  written,
});

/** A record may say anything; an empty text is no name. */
const isName = (name: string | undefined): name is string => (name ?? "").trim() !== "";

/**
 * Whether two identities are one person or two; where that is not known, the logins that
 * `delivery.people` lacks.
 */
type Compared = "same" | "another" | { readonly logins: readonly string[] };

class KnownPeople {
  /** Name in AWS's sign-on by login. */
  private readonly people: ReadonlyMap<string, string>;

  constructor(private readonly configuration: Configuration) {
    const people = Object.entries(configuration.organization.delivery.people ?? {});
    this.people = new Map(people.map(([login, name]) => [login.toLowerCase(), name.toLowerCase()]));
  }

  /**
   * CodePipeline does not know who pushed. Its own approval is the gate: who may give it is up to
   * IAM, and it lets that plan pass alone which the pipeline has made (packages/docs/delivery-codepipeline.md).
   */
  isGatedByPipeline(planner: Identity, by: Identity): boolean {
    const isPipeline = ({ arn }: Identity) => workflowOf(arn, this.configuration) === "pipeline";
    return isPipeline(planner) && isPipeline(by) && isName(by.actor);
  }

  /** All who are behind an identity; none where that is not known. */
  behind({ arn, actor, triggeringActor, proof }: Identity): Person[] {
    if (proof === "none") return [];
    switch (proof === "token" ? "github" : workflowOf(arn, this.configuration)) {
      case "github":
        return [actor, triggeringActor].filter(isName).map((login) => person("login", login));
      case "pipeline":
        // The ARN of who let the plan pass (CodePipeline API, ActionExecution, lastUpdatedBy).
        return this.personOf(actor ?? "");
      default:
        return this.personOf(arn);
    }
  }

  compare(one: Person, other: Person): Compared {
    if (one.by === other.by) {
      if (one.name === other.name) return "same";
      if (one.by !== "login") return "another";
      const names = [one, other].map(({ name }) => this.people.get(name));
      if (names[0] !== undefined && names[0] === names[1]) return "same";
      // An app merges because somebody told it to.
      return this.unlessMissing([one, other].filter(({ name }) => name.endsWith("[bot]")));
    }
    const login = [one, other].find(({ by }) => by === "login");
    const signOn = [one, other].find(({ by }) => by === "sign-on");
    if (login === undefined || signOn === undefined) return { logins: [] };
    return this.people.get(login.name) === signOn.name ? "same" : this.unlessMissing([login]);
  }

  private unlessMissing(logins: readonly Person[]): Compared {
    const missing = logins.filter(({ name }) => !this.people.has(name));
    return missing.length > 0 ? { logins: missing.map(({ written }) => written) } : "another";
  }

  /**
   * The person whom AWS itself names, in the organization's account. The name of a session of AWS's
   * sign-on is the user's, under any permission set, and nobody can choose it. An IAM user has one
   * name in the account, under any path. Whoever takes on another role chooses the name of that
   * session.
   */
  private personOf(arn: string): Person[] {
    const [, service, account, resource] = /^arn:aws:(sts|iam)::(\d+):(.+)$/.exec(arn) ?? [];
    if (resource === undefined || account !== this.configuration.organization.accountId) return [];
    if (service === "sts") {
      const signOn = /^assumed-role\/AWSReservedSSO_[^/]+\/([^/]+)$/.exec(resource)?.[1];
      return signOn === undefined ? [] : [person("sign-on", signOn)];
    }
    const user = /^user\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1];
    return user === undefined ? [] : [person("user", user)];
  }
}
