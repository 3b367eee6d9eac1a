import type { EnvironmentInput } from "../src/environment";
import { deliveryNames, isDelivered, stateLocation } from "../src/names";
import { configuration, environmentInput, github } from "@groundwork/testing/configuration";
import { problemsOf } from "./problems";

const connectionArn =
  "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef";

const problems = (delivery: object, changes: Partial<EnvironmentInput> = {}, more = {}) =>
  problemsOf(() => configuration({ delivery, ...more }, [environmentInput("dev", changes)]));

test("without a word there is a store for plans, and no workflow", () => {
  const { organization, environments } = configuration();
  expect(organization.delivery).toEqual({
    planExpiryHours: 72,
    planRetentionDays: 30,
    resultRetentionDays: 400,
    store: { type: "s3" },
    appliers: [],
  });
  expect(environments[0]!.delivery).toEqual({ emails: [] });
  expect(isDelivered(organization)).toBe(false);
});

test("GitHub and pipeline have their defaults", () => {
  const { organization } = configuration({
    delivery: { github, pipeline: { connectionArn, repository: "acme/shop" } },
  });
  expect(organization.delivery.github).toEqual({ ...github, branch: "main", approverIds: [] });
  expect(organization.delivery.pipeline?.branch).toBe("main");
  expect(isDelivered(organization)).toBe(true);
});

test.each<[string, object, string]>([
  [
    "plans gone before they expire",
    { planExpiryHours: 72, planRetentionDays: 2 },
    "planRetentionDays: got 2, expected at least 3, as plans expire after 72 hours",
  ],
  [
    "results forgotten while the plan is there",
    { planRetentionDays: 30, resultRetentionDays: 29 },
    "resultRetentionDays: got 29, expected at least 30",
  ],
  [
    "a repository without owner",
    { github: { ...github, repository: "shop" } },
    "github.repository: got shop, expected owner/name",
  ],
  [
    "a shared branch without its remote",
    { sharedBranch: "main" },
    "sharedBranch: got main, expected <remote>/<branch>, as origin/main, or false where",
  ],
  [
    "a shared branch that is not what workflows deliver",
    { github, sharedBranch: "origin/live" },
    "sharedBranch: got origin/live, expected <remote>/main, the branch of delivery.github",
  ],
  [
    "no shared branch where a pipeline delivers one",
    { pipeline: { connectionArn, repository: "acme/shop", branch: "live" }, sharedBranch: false },
    "sharedBranch: got false, expected <remote>/live, the branch of delivery.pipeline",
  ],
  [
    "an id as a number",
    { github: { ...github, repositoryId: 42 } },
    "github.repositoryId: got 42, expected a repository's id: digits in quotes",
  ],
  [
    "a wildcard in the subject",
    { github: { ...github, subjectPrefix: "repo:acme/*" } },
    "github.subjectPrefix: got repo:acme/*",
  ],
  [
    "a subject with its last part",
    { github: { ...github, subjectPrefix: "repo:acme/shop:pull_request" } },
    "github.subjectPrefix",
  ],
  [
    "a ref for a branch",
    { github: { ...github, branch: "refs/heads/main" } },
    "github.branch: got refs/heads/main, expected the name of a branch",
  ],
  ["a wildcard for a branch", { github: { ...github, branch: "*" } }, "github.branch"],
  [
    "a login for an id",
    { github: { ...github, approverIds: ["kim"] } },
    "github.approverIds[0]: got kim, expected a GitHub id",
  ],
  [
    "a provider of others",
    {
      github: { ...github, oidcProviderArn: "arn:aws:iam::111111111111:oidc-provider/gitlab.com" },
    },
    "github.oidcProviderArn",
  ],
  [
    "a provider of another account",
    {
      github: {
        ...github,
        oidcProviderArn:
          "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com",
      },
    },
    "delivery.github: got arn:aws:iam::222222222222",
  ],
  [
    "an environment that there is not",
    { github: { ...github, pullRequestsRead: ["qa"] } },
    "pullRequestsRead: got qa, expected some of dev, registry",
  ],
  [
    "a role of an environment as applier",
    { github, appliers: ["arn:aws:iam::111111111111:role/acme-dev-deploy"] },
    "organization.delivery.appliers: got arn:aws:iam::111111111111:role/acme-dev-deploy, expected a role whose name does not begin with acme-dev-: whoever applies dev changes those that do",
  ],
  [
    "everybody as applier",
    { appliers: ["arn:aws:iam::111111111111:role/*"] },
    "delivery.appliers[0]: got arn:aws:iam::111111111111:role/*, expected the ARN of a role",
  ],
  [
    "a user as applier",
    { appliers: ["arn:aws:iam::111111111111:user/kim"] },
    "delivery.appliers[0]",
  ],
  [
    "a connection that is none",
    { pipeline: { connectionArn: "arn:x", repository: "acme/shop" } },
    "pipeline.connectionArn: got arn:x, expected the ARN of a connection",
  ],
  [
    "a login that GitHub does not give",
    { people: { "kim@acme.com": "kim-gh" } },
    "delivery.people.kim@acme.com: got kim@acme.com, expected GitHub logins, as kim-gh",
  ],
  ["an empty login", { people: { "": "kim@acme.com" } }, "expected GitHub logins, as kim-gh"],
  [
    "an empty name in the sign-on",
    { people: { kim: "" } },
    'delivery.people.kim: got "", expected a user name in AWS\'s sign-on',
  ],
  ["a name with a blank", { people: { kim: "Kim Lee" } }, "delivery.people.kim: got Kim Lee"],
  ["an ARN for a name", { people: { kim: "arn:aws:sts::1:assumed-role/a/b" } }, "people.kim"],
  ["two names for a login", { people: { kim: ["kim@a.com", "kim@b.com"] } }, "people.kim"],
  [
    "one login twice",
    { people: { kim: "kim@acme.com", Kim: "lee@acme.com" } },
    "expected each login once",
  ],
  ["a list of people", { people: ["kim"] }, "expected a map, as {"],
  [
    "an unknown option",
    { gitlab: {} },
    "organization.delivery.gitlab: got an unknown option, expected one of planExpiryHours",
  ],
])("refused: %s", (_, delivery, message) => {
  expect(problems(delivery)).toEqual([expect.stringContaining(message)]);
});

test.each([
  "arn:aws:iam::111111111111:role/Deploy",
  "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Deploy_*",
])("takes as applier %s", (arn) => {
  expect(problems({ appliers: [arn] })).toEqual([]);
});

test("takes people by login, two logins of one, apps, and nobody at all", () => {
  const people = {
    "kim-gh": "kim@acme.com",
    kim_acme: "kim@acme.com",
    "renovate[bot]": "lee+ops@acme.com",
  };
  expect(configuration({ delivery: { people } }).organization.delivery.people).toEqual(people);
  expect(problems({ people: {} })).toEqual([]);
});

test.each<[string, EnvironmentInput["delivery"] & object, string]>([
  [
    "an address",
    { emails: ["kim"] },
    "dev.delivery.emails[0]: got kim, expected an e-mail address",
  ],
  [
    "a channel's name",
    { slack: { workspaceId: "T1", channelId: "#ops" } },
    "dev.delivery.slack.channelId: got #ops",
  ],
])("refused in an environment: %s", (_, delivery, message) => {
  expect(problems({}, { delivery })).toEqual([expect.stringContaining(message)]);
});

test.each(["plan", "apply", "apply-dev", "drift", "image-x", "boundary", "terraform", "pipeline"])(
  "no environment is called %s, whose names are others'",
  (name) => {
    expect(problems({}, { name })).toEqual([
      expect.stringMatching(new RegExp(`^${name}.name: got ${name}, expected another first word`)),
    ]);
  },
);

test("one that begins like them is fine", () => {
  for (const name of ["planet", "applied", "images"]) expect(problems({}, { name })).toEqual([]);
});

test("an environment of another account is delivered where its state lies in S3", () => {
  const other = { accountId: "222222222222" };
  expect(problems({ github }, other)).toEqual([]);
  expect(problems({ github }, other, { backend: { type: "gcs", bucket: "states" } })).toEqual([
    expect.stringContaining("dev.accountId: got 222222222222, expected 111111111111"),
  ]);
});

test("whoever applies an environment cannot take on the break-glass role", () => {
  expect(problems({ github }, {}, { breakGlassRole: "acme-dev-emergency" })).toEqual([
    "organization.breakGlassRole: got acme-dev-emergency, expected a role whose name does not begin with acme-dev-: whoever applies dev changes those that do, and could take it on",
  ]);
  expect(problems({}, {}, { breakGlassRole: "acme-dev-emergency" })).toEqual([]);
  expect(problems({ github }, {}, { breakGlassRole: "acme-development" })).toEqual([]);
});

test("the longest names are within the limits of S3 and IAM", () => {
  const { organization } = configuration({ name: "a".repeat(20), region: "ap-southeast-2" }, [
    environmentInput("e".repeat(11)),
  ]);
  const names = deliveryNames(organization);
  const { logBucket } = stateLocation(organization)!;
  for (const bucket of [logBucket, names.planLogBucket, names.pipelineBucket]) {
    expect(bucket.length).toBeLessThanOrEqual(63);
  }
  expect(names.roleName(`apply-${"e".repeat(16)}`).length).toBeLessThanOrEqual(64);
});
