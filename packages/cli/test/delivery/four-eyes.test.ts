import { notAnother } from "../../src/delivery/four-eyes";
import type { Identity } from "../../src/delivery/store/plan-meta";
import { configuration } from "@groundwork/testing/configuration";

const session = (role: string, name: string): Identity => ({
  arn: `arn:aws:sts::111111111111:assumed-role/${role}/${name}`,
});
const signOn = (name: string, permissionSet = "Deploy_0123456789abcdef"): Identity =>
  session(`AWSReservedSSO_${permissionSet}`, name);
const user = (name: string): Identity => ({ arn: `arn:aws:iam::111111111111:user/${name}` });
const abroad = ({ arn }: Identity): Identity => ({ arn: arn.replace(/\d{12}/, "222222222222") });
const root: Identity = { arn: "arn:aws:iam::111111111111:root" };

const planned = (actor?: string, triggeringActor?: string): Identity => ({
  ...session("acme-plan-main", "plan-prod-7"),
  ...(actor && { actor }),
  ...(triggeringActor && { triggeringActor }),
});
const reviewed = (actor?: string, triggeringActor?: string): Identity => ({
  ...planned(actor, triggeringActor),
  ...session("acme-apply-prod", "apply-prod-7"),
});
const pipelined = session("acme-delivery-plan-prod", "AWSCodeBuild-1");
const passed = (by?: Identity): Identity => ({
  ...session("acme-delivery-apply-prod", "AWSCodeBuild-2"),
  ...(by && { actor: by.arn }),
});

const people = { "kim-gh": "kim@acme.com", kimbot: "Kim@acme.com", "Lee-GH": "lee@acme.com" };
const verdict = (one: Identity, other: Identity, delivery: object = {}) => {
  const found = notAnother(one, other, configuration({ delivery }));
  if (found === undefined) return "another";
  return found.hint === undefined ? "same" : "unknown";
};

/** Of each pair: with nobody in `delivery.people`, and with those above. */
type Pair = [string, Identity, Identity, string, string];

describe("whether somebody else approves than who planned, whichever of them did which", () => {
  test.each<Pair>([
    ["one session", signOn("kim@acme.com"), signOn("kim@acme.com"), "same", "same"],
    [
      "one sign-on, another permission set and capitals",
      signOn("kim@acme.com"),
      signOn("Kim@Acme.com", "Admin_fedcba9876543210"),
      "same",
      "same",
    ],
    ["two sign-ons", signOn("kim@acme.com"), signOn("lee@acme.com"), "another", "another"],
    ["a login and its own sign-on", planned("kim-gh"), signOn("kim@acme.com"), "unknown", "same"],
    ["in capitals", planned("KIM-gh"), signOn("KIM@acme.com"), "unknown", "same"],
    ["a login and a sign-on", planned("kim-gh"), signOn("lee@acme.com"), "unknown", "another"],
    ["a login nobody has named", planned("max"), signOn("lee@acme.com"), "unknown", "unknown"],
    ["that is called like the sign-on", planned("kim"), signOn("kim"), "unknown", "unknown"],
    ["with the name of a property", planned("constructor"), signOn("kim"), "unknown", "unknown"],
    ["one login", planned("kim-gh"), reviewed("Kim-GH"), "same", "same"],
    ["two logins", planned("kim-gh"), reviewed("lee-gh"), "another", "another"],
    ["two logins of one", planned("kim-gh"), reviewed("KimBot"), "another", "same"],
    ["two, of which one is named", planned("kim-gh"), reviewed("max"), "another", "another"],
    ["an app, which somebody told", planned("x[bot]"), reviewed("lee-gh"), "unknown", "unknown"],
    ["who started the plan again", planned("max", "kim-gh"), reviewed("kim-gh"), "same", "same"],
    ["a third one", planned("max", "kim-gh"), reviewed("lee-gh"), "another", "another"],
    [
      "who started it again, under the sign-on",
      planned("lee-gh", "kim-gh"),
      signOn("kim@acme.com"),
      "unknown",
      "same",
    ],
    [
      "one of two not named",
      planned("kim-gh", "max"),
      signOn("lee@acme.com"),
      "unknown",
      "unknown",
    ],
    ["who let it pass again", planned("kim-gh"), reviewed("lee-gh", "kim-gh"), "same", "same"],
    ["a workflow without a name", planned(), reviewed("lee-gh"), "unknown", "unknown"],
    ["two without", planned(), reviewed(), "unknown", "unknown"],
    ["an empty name", { ...planned(), actor: "" }, reviewed("lee-gh"), "unknown", "unknown"],
    ["a blank one", { ...planned(), actor: " " }, reviewed("lee-gh"), "unknown", "unknown"],
    [
      "a pipeline's with an empty name",
      pipelined,
      { ...passed(), actor: "" },
      "unknown",
      "unknown",
    ],
    [
      "a sign-on of another account",
      abroad(signOn("kim@acme.com")),
      signOn("lee"),
      "unknown",
      "unknown",
    ],
    ["a user of another account", abroad(user("kim")), user("lee"), "unknown", "unknown"],
    [
      "who let it pass from another account",
      planned("kim-gh"),
      passed(abroad(signOn("lee@acme.com"))),
      "unknown",
      "unknown",
    ],
    ["one IAM user", user("kim"), user("ops/Kim"), "same", "same"],
    ["two IAM users", user("kim"), user("lee"), "another", "another"],
    ["an IAM user and a sign-on", user("kim"), signOn("lee@acme.com"), "unknown", "unknown"],
    ["an IAM user and a login", user("kim"), reviewed("lee-gh"), "unknown", "unknown"],
    ["names of sessions that are chosen", ...two("deploy"), "unknown", "unknown"],
    ["of a role that looks like a workflow's", ...two("acme-plan-main-2"), "unknown", "unknown"],
    ["of one that looks like the sign-on's", ...two("x-AWSReservedSSO_A"), "unknown", "unknown"],
    [
      "one session that is chosen",
      session("deploy", "kim"),
      session("deploy", "kim"),
      "same",
      "same",
    ],
    ["such a session and a sign-on", session("deploy", "kim"), signOn("lee"), "unknown", "unknown"],
    ["the root user and a sign-on", root, signOn("lee"), "unknown", "unknown"],
    ["the root user", root, root, "same", "same"],
    ["the gate without a name", pipelined, passed(), "unknown", "unknown"],
    ["the pipeline's plan past its gate", pipelined, signOn("lee"), "unknown", "unknown"],
    ["the pipeline's plan in a workflow", pipelined, reviewed("lee-gh"), "unknown", "unknown"],
    [
      "one's own plan through the pipeline's gate",
      signOn("kim@acme.com"),
      passed(signOn("kim@acme.com")),
      "same",
      "same",
    ],
    [
      "another's through it",
      signOn("kim@acme.com"),
      passed(signOn("lee@acme.com")),
      "another",
      "another",
    ],
    [
      "a workflow's through it",
      planned("kim-gh"),
      passed(signOn("kim@acme.com")),
      "unknown",
      "same",
    ],
  ])("%s", (_, one, other, alone, named) => {
    expect([verdict(one, other), verdict(other, one)]).toEqual([alone, alone]);
    expect([verdict(one, other, { people }), verdict(other, one, { people })]).toEqual([
      named,
      named,
    ]);
  });

  function two(role: string): [Identity, Identity] {
    return [session(role, "kim"), session(role, "lee")];
  }
});

test("the pipeline's own gate lets its own plans pass", () => {
  expect(verdict(pipelined, passed(signOn("kim")))).toBe("another");
});

test("an actor counts with a role that a workflow alone takes on", () => {
  const claims = (identity: Identity) => ({ ...identity, actor: "lee-gh" });
  for (const laptop of [signOn("kim@acme.com"), session("deploy", "kim"), user("kim")]) {
    expect(verdict(planned("kim-gh"), claims(laptop), { people })).not.toBe("another");
  }
  // Another account's role of that name, and one of an environment that there is not.
  for (const arn of [
    "arn:aws:sts::222222222222:assumed-role/acme-apply-prod/x",
    "arn:aws:sts::111111111111:assumed-role/acme-apply-qa/x",
  ]) {
    expect(verdict(planned("kim-gh"), claims({ arn }))).toBe("unknown");
  }
});

describe("what to do", () => {
  const hint = (one: Identity, other: Identity, delivery: object = {}) =>
    notAnother(one, other, configuration({ delivery }))?.hint;

  test("the line to add, of each login that is not named, as it was written", () => {
    const lee = signOn("lee@acme.com");
    expect(hint(planned("Kim-GH"), lee)).toContain(
      `people: { "Kim-GH": "<user name in AWS's sign-on>" }`,
    );
    const both = hint(planned("kim-gh", "max"), lee);
    expect(both).toContain(
      `people: { "kim-gh": "<user name in AWS's sign-on>", "max": "<user name in AWS's sign-on>" }`,
    );
    expect(hint(planned("kim-gh", "max"), lee, { people })).toMatch(
      /people: \{ "max": "[^"]+" \}$/,
    );
    expect(hint(lee, reviewed("max"))).toContain("environments/organization.ts");
    expect(hint(planned("x[bot]"), reviewed("lee-gh"))).toContain('"x[bot]"');
  });

  test("no line where none would help", () => {
    expect(hint(session("deploy", "kim"), session("deploy", "lee"))).toMatch(
      /^Known apart are .*IAM Identity Center/,
    );
    expect(hint(pipelined, signOn("lee"))).toMatch(/^CodePipeline does not know who pushed/);
  });
});
