// Changes that nobody has thought of, by what they are about: of a configuration, as a team edits it,
// and of a stack's JSON, as another code would write it.
const path = require("node:path");

const cli = path.resolve(__dirname, "../../..");
const { changed, leavesOf, othersFor } = require(path.join(cli, "dist/comparison/other-values.js"));
const { compareStacks } = require(path.join(cli, "dist/comparison/compare-stacks.js"));

const HOOK = "arn:aws:lambda:ap-northeast-2:111111111111:function:smoke";
const CONNECTION =
  "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef";
const ROLE = "arn:aws:iam::111111111111:role/runner";

/** Options by where they are, with values that they may have; undefined is none. */
const NETWORK = {
  nat: ["single", "per-zone", "none"],
  zones: [
    ["a", "c"],
    ["a", "b", "c"],
    ["b", "c"],
  ],
  cidr: ["10.99.0.0/16", "10.98.0.0/18"],
  connectable: [true, false],
  interfaceEndpoints: [[], ["ecr.api", "ecr.dkr", "logs"], ["ssm"]],
  flowLogRetentionDays: [undefined, 7, 90],
};
const LOAD_BALANCER = {
  domain: [undefined, { hostedZone: "example.com", name: "shop.example.com" }],
  allowedCidrs: [["0.0.0.0/0"], ["192.0.2.0/24"], ["192.0.2.0/24", "203.0.113.0/24"]],
  accessLogRetentionDays: [undefined, 14, 90],
  webAcl: [undefined, "managed"],
  testListener: [undefined, { port: 9443, allowedCidrs: ["203.0.113.0/24"] }],
  idleTimeoutSeconds: [60, 300],
};
const OPERATIONS = {
  alarms: [{ kinds: ["cpu"] }, { emails: ["a@example.com"] }, { kinds: [], emails: [] }],
  exec: [true, false],
  containerInsights: ["disabled", "enabled", "enhanced"],
  logRetentionDays: [7, 90, 365],
  capacityProviderStrategy: [
    [{ capacityProvider: "FARGATE" }],
    [{ capacityProvider: "FARGATE", base: 2 }, { capacityProvider: "FARGATE_SPOT" }],
  ],
  secretsKmsKeyArn: [undefined, "arn:aws:kms:ap-northeast-2:111111111111:key/5678"],
  production: [true, false],
};
const SERVICE = {
  cpuUnits: [256, 512, 1024],
  cpuArchitecture: ["X86_64", "ARM64"],
  desiredCount: [1, 3],
  autoscaling: [undefined, { minCount: 1, maxCount: 5 }],
  variables: [{}, { MODE: "fast" }, { MODE: "slow", MORE: "1" }],
  secrets: [{}, { KEY: { parameter: "/acme/key" } }],
  sidecars: [[], [{ name: "proxy", image: "public.ecr.aws/envoy:v1.30", before: "START" }]],
  deployment: [
    { strategy: "ROLLING" },
    { strategy: "CANARY" },
    { strategy: "BLUE_GREEN", hooks: [{ lambdaArn: HOOK, stages: ["POST_TEST_TRAFFIC_SHIFT"] }] },
    { strategy: "BLUE_GREEN", deployedBy: "ci" },
    { strategy: "CODE_DEPLOY", routing: { type: "CANARY", percent: 10, intervalMinutes: 5 } },
  ],
  healthCheck: [undefined, { command: ["CMD-SHELL", "true"] }],
};
const DELIVERY = {
  github: [undefined, { repository: "acme/shop", repositoryId: "42", approverIds: ["9"] }],
  pipeline: [undefined, { repository: "acme/shop", connectionArn: CONNECTION }],
  appliers: [[], ["arn:aws:iam::111111111111:role/Deploy"]],
  planRetentionDays: [30, 60],
  resultRetentionDays: [400, 800],
};
const REGISTRY = {
  encryption: ["own-key", "aws-managed-key"],
  tagMutabilityExclusions: [[], ["cache-*"], ["cache-*", "dev-*"]],
  lifecycleRules: [undefined, [{ tags: "untagged", expire: { olderThanDays: 3 } }]],
  pushers: [[], [{ role: ROLE }]],
  readers: [[], [{ account: "333333333333" }]],
  repositories: [[], ["batch"], ["batch", "tools"]],
  scanning: [undefined, { type: "basic" }, { type: "enhanced" }],
  replication: [[], [{ region: "ap-northeast-1" }], [{ region: "eu-west-1" }]],
  pullThroughCaches: [[], [{ upstream: "quay" }], [{ upstream: "ecr-public", prefix: "pub" }]],
  forceDelete: [true, false],
};

/** What may be done to a list of services. */
const LISTS = {
  more: (services, one) => services.push({ ...one, name: `n${services.length}` }),
  fewer: (services, one) => services.splice(services.indexOf(one), 1),
  "another name": (_, one) => (one.name = `${one.name.slice(0, 8)}-x`),
  "another order": (services) => services.unshift(services.pop()),
};

/** Draws by chance: one of a list, or an option of a part of the configuration with another value. */
class Draw {
  /** Whose stack the last change is of. */
  #environment = "dev";

  constructor(random) {
    this.random = random;
  }

  oneOf(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  environment(whole) {
    const environment = this.oneOf(whole.environments);
    this.#environment = environment.name;
    return environment;
  }

  /** The stack in which a change of a kind is likely to show. */
  stackOf(kind) {
    const own = `${this.#environment}-stack`;
    if (kind === "registry" || kind === "delivery") return `${kind}-stack`;
    return kind === "names" ? this.oneOf([own, own, "registry-stack", "bootstrap-stack"]) : own;
  }

  /** Sets an option of a part, from a list or to what is near its value. */
  set(part, options) {
    const leaves = leavesOf(part).filter(({ path: [name] }) => Object.hasOwn(options, name));
    if (leaves.length > 0 && this.random() < 0.4) {
      const { path: place, value } = this.oneOf(leaves);
      Object.assign(part, changed(part, place, this.oneOf(othersFor(value))));
      return;
    }
    const name = this.oneOf(Object.keys(options));
    part[name] = structuredClone(this.oneOf(options[name]));
  }
}

/** By what a configuration is changed in; each edits a copy. */
const CONFIGURATION = {
  services: (whole, draw) => {
    const { services } = draw.environment(whole);
    if (services.length > 0) LISTS[draw.oneOf(Object.keys(LISTS))](services, draw.oneOf(services));
  },
  service: (whole, draw) => {
    const { services } = draw.environment(whole);
    if (services.length > 0) draw.set(draw.oneOf(services), SERVICE);
  },
  network: (whole, draw) => draw.set(draw.environment(whole).network, NETWORK),
  "load balancer": (whole, draw) => {
    draw.set((draw.environment(whole).loadBalancer ??= {}), LOAD_BALANCER);
  },
  operations: (whole, draw) => draw.set(draw.environment(whole), OPERATIONS),
  tags: (whole, draw) => {
    const owner = () => (whole.organization.owner += "x");
    const key = draw.oneOf(["CostCenter", "Team"]);
    const tags = (draw.environment(whole).tags ??= {});
    draw.oneOf([owner, () => delete tags[key], () => (tags[key] = draw.oneOf(["a", "b"]))])();
  },
  names: (whole, draw) => {
    const { organization, environments } = whole;
    const [part, key] = draw.oneOf([
      [organization, "name"],
      [organization, "breakGlassRole"],
      ...environments.flatMap(({ services }) => services.map((one) => [one, "name"])),
      ...environments.flatMap(({ services }) =>
        services.flatMap(({ autoscaling }) =>
          (autoscaling?.schedules ?? []).map((one) => [one, "name"]),
        ),
      ),
    ]);
    part[key] = `${part[key].slice(0, 12)}-y`;
  },
  delivery: (whole, draw) => {
    const [part, options] = draw.oneOf([
      [whole.organization.delivery, DELIVERY],
      [whole.organization.delivery, DELIVERY],
      [(draw.environment(whole).delivery ??= {}), { emails: [[], ["b@example.com"]] }],
    ]);
    draw.set(part, options);
  },
  registry: (whole, draw) => draw.set(whole.organization.registry, REGISTRY),
};

const bodies = (json) =>
  Object.entries(json.resource ?? {}).flatMap(([type, all]) =>
    Object.entries(all).map(([name, body]) => ({ type, name, body, all })),
  );

const isLiteral = ([key, value]) =>
  key !== "//" && !(key === "tags") && typeof value === "string" && !value.includes("${");

/** What a code of its own writes otherwise; each edits a copy of the stack as it is after a change. */
const EDITS = {
  "an argument": ({ body }, draw) => {
    const literals = Object.entries(body).filter(isLiteral);
    if (literals.length > 0) body[draw.oneOf(literals)[0]] += "x";
  },
  "another name in the code": ({ name, all }) => {
    all[`${name}_own`] = all[name];
    delete all[name];
  },
  "one more": ({ name, body, all }) => {
    all[`${name}_more`] = structuredClone(body);
  },
  "a change that is ignored": ({ body }) => {
    const literals = Object.entries(body).filter(isLiteral);
    if (literals.length === 0) return;
    const [[key]] = literals;
    body[key] += "x";
    body.lifecycle = { ...body.lifecycle, ignore_changes: [key] };
  },
  "made first": ({ body }) => {
    body.lifecycle = { ...body.lifecycle, create_before_destroy: true };
  },
  "tags of its own": ({ body }) => {
    if (body.tags !== undefined) body.tags = { ...body.tags, Own: "yes" };
  },
};

/** What a stack's JSON is changed in, where the configuration gave no name to it. */
const CODE = {
  code: (_, after, draw) => {
    const edited = structuredClone(after);
    const all = bodies(edited);
    // What is read under its name must keep that.
    const text = JSON.stringify(edited);
    const free = all.filter(({ type, name }) => !text.includes(`${type}.${name}`));
    const kind = draw.oneOf(Object.keys(EDITS));
    const from = kind === "another name in the code" ? free : all;
    if (from.length > 0) EDITS[kind](draw.oneOf(from), draw);
    return edited;
  },
  /** With `moved` blocks for what compare says that they would keep, or for some of that. */
  moves: (before, after, draw) => {
    const kept = compareStacks("a-stack", before, after).elements.filter((one) => one.keptFrom);
    const moved = kept
      .filter(() => draw.random() < 0.8)
      .map(({ keptFrom, address }) => ({ from: keptFrom, to: address }));
    return moved.length === 0 ? undefined : { ...after, moved };
  },
  /** With `removed` blocks, so that what is gone stays in AWS: all of it, or one on which none hangs. */
  forgotten: (before, after, draw) => {
    const gone = compareStacks("a-stack", before, after).elements.filter(
      ({ change, kind }) => change === "gone" && kind === "resource",
    );
    if (gone.length === 0) return undefined;
    const last = gone.filter(({ hanging }) => !gone.some((one) => hanging.includes(one.address)));
    const kept = draw.random() < 0.5 || last.length === 0 ? gone : [draw.oneOf(last)];
    const removed = kept.map(({ address }) => ({ from: address, lifecycle: [{ destroy: false }] }));
    return { ...after, removed };
  },
};

module.exports = { CODE, CONFIGURATION, Draw };
