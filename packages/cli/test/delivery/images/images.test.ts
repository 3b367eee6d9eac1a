import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { lifecyclePolicy, lifecycleRulesOf } from "@groundwork/constructs/registry/options";
import { imagesOf, type Asked } from "../../../src/delivery/images/images-of";
import { imagesText } from "../../../src/delivery/images/images-text";
import {
  closedCluster,
  clusterOf,
  noCluster,
  refusal,
  registryOf,
  type Repository,
} from "./fake-registry";

const NOW = new Date("2026-11-30T12:00:00Z");
const MIB = 2 ** 20;
const HOST = "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com";

const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const daysAgo = (days: number) => new Date(NOW.valueOf() - days * 24 * 3_600_000);

const image = (letter: string, days: number, mib: number, more: object = {}) => ({
  imageDigest: digestOf(letter),
  imagePushedAt: daysAgo(days),
  imageSizeInBytes: mib * MIB,
  imageManifestMediaType: "application/vnd.oci.image.manifest.v1+json",
  ...more,
});
const found = (findingSeverityCounts: object) => ({
  imageScanStatus: { status: "COMPLETE" },
  imageScanFindingsSummary: { findingSeverityCounts },
});

const [AMD, ARM, INDEX, PROD, OLD, PULLED, LEFT] = ["a", "b", "c", "d", "e", "f", "0"];

/** What a team has after a few months. */
const web: Repository = {
  images: [
    image(AMD, 2, 100, found({ HIGH: 2, LOW: 9 })),
    image(ARM, 2, 90, found({ HIGH: 3, CRITICAL: 1 })),
    image(INDEX, 2, 100, {
      imageTags: ["v3"],
      imageManifestMediaType: "application/vnd.oci.image.index.v1+json",
    }),
    image(PROD, 40, 80, { imageTags: ["v2"], ...found({}) }),
    image(OLD, 60, 70, { imageTags: ["v1"], lastRecordedPullTime: daysAgo(50) }),
    image(PULLED, 100, 60, { imageTags: ["v0"], lastRecordedPullTime: daysAgo(1) }),
    image(LEFT, 20, 10, { imageScanStatus: { status: "FAILED" } }),
  ],
  parts: { [digestOf(INDEX)]: [digestOf(AMD), digestOf(ARM)] },
  policy: lifecyclePolicy(lifecycleRulesOf({})),
};

/** Dev runs the newest, for one kind of processor; prod is told to run v2, and has no task. */
const dev = clusterOf([
  { image: `${HOST}/acme/web:v3`, imageDigest: digestOf(ARM) },
  { image: `${HOST}/acme/web:v3`, imageDigest: digestOf(ARM) },
]);
const prod = clusterOf([], [{ image: `${HOST}/acme/web@${digestOf(PROD)}` }]);

const environments = [
  environmentInput("dev"),
  environmentInput("prod", {
    services: [{ name: "web", http: {}, image: { tag: "v2", digest: digestOf(PROD) } }],
  }),
];

const look = (changed: Partial<Asked> = {}) =>
  imagesOf({
    configuration: configuration({}, environments),
    services: [],
    days: 30,
    ecr: registryOf({ "acme/web": web, "other/app": web }),
    ecsOf: ({ name }) => (name === "dev" ? dev : prod),
    account: "111111111111",
    now: NOW,
    ...changed,
  });

test("age, size, findings and places of each image, an index as one with its parts", async () => {
  const { registry, repositories } = await look();
  expect(registry).toBe(HOST);
  expect(repositories.map(({ repository }) => repository)).toEqual(["acme/web"]);
  const [{ list }] = repositories as [(typeof repositories)[0]];
  const told = list.map(({ tags, bytes, findings, scan, runsIn, namedBy, expires, unused }) => [
    tags.join(),
    bytes / MIB,
    findings ?? scan,
    runsIn,
    namedBy,
    [...(expires ? ["expires"] : []), ...(unused ? ["unused"] : [])].join(),
  ]);
  expect(told).toEqual([
    // The worst of its parts.
    ["v3", 190, { HIGH: 3, LOW: 9, CRITICAL: 1 }, { dev: 2 }, [], ""],
    ["", 10, "FAILED", {}, [], "expires"],
    ["v2", 80, {}, { prod: 0 }, ["prod"], ""],
    ["v1", 70, undefined, {}, [], "unused"],
    // Somebody else pulls it.
    ["v0", 60, undefined, {}, [], ""],
  ]);
});

test("what its rules delete, and what could go besides", async () => {
  const { repositories, all } = await look();
  const amounts = {
    images: 5,
    bytes: 410 * MIB,
    inUse: 2,
    expiry: { images: 1, bytes: 10 * MIB },
    unused: { images: 1, bytes: 70 * MIB },
  };
  expect(repositories[0]).toMatchObject({ ...amounts, configuredExpiry: undefined });
  expect(all).toEqual(amounts);
});

test("a person reads it in two tables", async () => {
  const text = imagesText(await look(), NOW);
  expect(text.split("\n").map((line) => line.replace(/20\d\d-\S+ \S+ /, "... "))).toEqual([
    `Images in ${HOST}:`,
    "Repository  Images  Size       In use  Expire        Unused for 30 days",
    "acme/web    5       410.0 MiB  2       1 (10.0 MiB)  1 (70.0 MiB)",
    "",
    expect.stringMatching(/^acme\/web +Pushed +Size +Findings +Runs in$/),
    expect.stringMatching(
      /^v3 +\.\.\. \(2 days ago\) +190\.0 MiB  1 critical, 3 high, 9 low  dev \(2\)$/,
    ),
    expect.stringMatching(/^sha256:000000000000 .+ not scanned \(FAILED\) +expires$/),
    expect.stringMatching(/^v2 .+ 80\.0 MiB +none +prod \(no task\)$/),
    expect.stringMatching(/^v1 .+ 70\.0 MiB +not scanned +unused$/),
    expect.stringMatching(/^v0 .+ 60\.0 MiB +not scanned$/),
    "",
    expect.stringMatching(
      /^Without the 1 image that .+ 30 days: 70\.0 MiB less, at most 0\.01 dollars a month, as images share layers\./,
    ),
  ]);
});

test("what cannot be looked at is told, and nothing counts as unused then", async () => {
  const closed = await look({ ecsOf: ({ name }) => (name === "dev" ? closedCluster : prod) });
  expect(closed.repositories[0]).toMatchObject({ inUse: 1, unused: undefined });
  expect(closed.all.unused).toBeUndefined();
  expect(imagesText(closed, NOW)).toMatch(
    /^What dev runs is not known, so nothing counts as unused: AccessDeniedException: kim may not list/m,
  );
  const elsewhere = await look({ account: "222222222222" });
  expect(elsewhere.environments[0]!.problem).toBe(
    "it is in the account 111111111111, and the credentials are for 222222222222",
  );
});

test("an environment that was not applied yet runs nothing, and a repository may be missing", async () => {
  const report = await look({ ecr: registryOf({}), ecsOf: () => noCluster });
  expect(report.environments.map(({ problem }) => problem)).toEqual([undefined, undefined]);
  expect(imagesText(report, NOW)).toContain(
    "acme/web: not made yet: npx cdktf deploy registry-stack",
  );
});

test("findings of Inspector's are asked for by image, of what runs alone", async () => {
  const asked: string[] = [];
  const images = [
    image(PROD, 1, 1, { imageTags: ["v2"], imageScanStatus: { status: "ACTIVE" } }),
    image(OLD, 2, 1, { imageTags: ["v1"], imageScanStatus: { status: "ACTIVE" } }),
  ];
  const ecr = registryOf(
    { "acme/web": { images } },
    {
      DescribeImageScanFindings: ({ imageId: { imageDigest } }) => {
        asked.push(imageDigest);
        return { imageScanFindings: { findingSeverityCounts: { CRITICAL: 4 } } };
      },
    },
  );
  const { repositories } = await look({ ecr });
  expect(asked).toEqual([digestOf(PROD)]);
  expect(repositories[0]!.list[0]!.findings).toEqual({ CRITICAL: 4 });
});

test("rules that were not applied yet are told with what they would delete", async () => {
  const lifecycleRules = [
    { tags: "untagged", expire: { olderThanDays: 14 } },
    { tags: "any", expire: { olderThanDays: 50 } },
  ] as const;
  const report = await look({
    configuration: configuration({ registry: { lifecycleRules: [...lifecycleRules] } }),
  });
  expect(report.repositories[0]!.configuredExpiry).toEqual({ images: 3, bytes: 140 * MIB });
  expect(imagesText(report, NOW)).toMatch(
    /^acme\/web: the rules of .+ are others than those in ECR; they would delete 3 \(140\.0 MiB\)\. Next: .+ plan registry$/m,
  );
});

test("a service that there is not is refused, with the one that may be meant", async () => {
  await expect(look({ services: ["wbe"] })).rejects.toThrow(
    "got the service wbe, expected one of web\nDid you mean web?",
  );
});

test("a repository that ECR refuses hides nothing of the others", async () => {
  const ecr = registryOf(
    { "acme/api": { images: [] }, "acme/web": web },
    {
      GetLifecyclePolicy: ({ repositoryName }) =>
        repositoryName === "acme/api"
          ? refusal("AccessDeniedException", "not that one")
          : { lifecyclePolicyText: web.policy },
    },
  );
  const { repositories } = await look({ ecr });
  expect(repositories.map(({ problem }) => problem)).toEqual([
    "AccessDeniedException: not that one",
    undefined,
  ]);
});
