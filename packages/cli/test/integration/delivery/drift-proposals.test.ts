import { spawnSync } from "node:child_process";
import path from "node:path";
import { checkoutRoot, run } from "@groundwork/testing/project";
import { proof, randomOf } from "@groundwork/testing/proof";
import { Delivery } from "../../support/delivery";
import { DriftingProvider } from "../../support/drifting-provider";
import { tamperedWith, type Tampered } from "./generated-drift";
import { oneOf, writtenEnvironment, type Random, type Written } from "./written-environment";

const SAMPLE = 2;
const asked = proof(SAMPLE);

jest.setTimeout(300_000 + asked.cases * 120_000);

const ENVIRONMENTS = {
  dev: {
    name: "dev",
    accountId: "111111111111",
    production: false,
    network: { cidr: "10.10.0.0/16", zones: ["a", "c"], nat: "none", flowLogRetentionDays: 7 },
    loadBalancer: { idleTimeoutSeconds: 60, allowedCidrs: ["192.0.2.0/24", "203.0.113.0/24"] },
    services: [
      {
        name: "web",
        http: { deregistrationDelaySeconds: 5 },
        cpuUnits: 256,
        autoscaling: { minCount: 1, maxCount: 2, cpuPercent: 60 },
        variables: { MODE: "fast", LEVEL: "3" },
        secrets: { API_KEY: { parameter: "/groundwork/dev/web/api-key" } },
      },
      {
        name: "worker",
        queue: { visibilityTimeoutSeconds: 60 },
        autoscaling: { minCount: 0, maxCount: 3 },
      },
    ],
    alarms: { kinds: ["cpu", "memory"] },
    tags: { Team: "shop", CostCenter: "42" },
    logRetentionDays: 7,
  },
  prod: {
    name: "prod",
    accountId: "111111111111",
    production: false,
    network: { cidr: "10.20.0.0/16", zones: ["a", "c"], nat: "none" },
    services: [{ name: "api", cpuUnits: 512, desiredCount: 2, variables: { MODE: "fast" } }],
    containerInsights: "enabled",
    exec: true,
    logRetentionDays: 90,
  },
} as const;
type Name = keyof typeof ENVIRONMENTS;
const NAMES = Object.keys(ENVIRONMENTS) as Name[];

let delivery: Delivery;
let provider: DriftingProvider;
/** By environment, configurations of its resources as its state has them. */
const inputs: Record<string, Record<string, unknown>[]> = {};

beforeAll(async () => {
  provider = await DriftingProvider.start();
  delivery = await Delivery.create("drift-proposals");
  await write((name) => writtenEnvironment(name, ENVIRONMENTS[name], () => 0));
  for (const name of NAMES) {
    const { code, stderr } = await delivery.apply(await delivery.plan(`${name}-stack`));
    if (code !== 0) throw new Error(stderr);
    const { resources } = JSON.parse((await delivery.stateText(name))!);
    inputs[name] = resources.flatMap(({ instances }: any) =>
      instances.flatMap(({ attributes }: any) => attributes?.input?.value ?? []),
    );
  }
});
afterAll(async () => {
  await Promise.all([delivery?.close(), provider?.close()]);
});

/** Writes the files of all environments, and commits them. */
async function write(as: (name: Name) => Written): Promise<Record<Name, Written>> {
  const written = Object.fromEntries(NAMES.map((name) => [name, as(name)])) as Record<
    Name,
    Written
  >;
  for (const name of NAMES)
    await delivery.copy.write(`environments/${name}.ts`, written[name].text);
  await delivery.commit("written");
  return written;
}

const env = () => ({ ...delivery.kim, ...provider.env });

/** What each stack says of its drift. */
async function look(stacks: readonly string[], ...options: string[]) {
  const { code, document, stderr } = await delivery.json(env(), "drift", ...stacks, ...options);
  if (code === 1) throw new Error(`drift ended with 1: ${stderr}`);
  return { code, stderr, documents: document as any[] };
}

const places = (list: readonly any[]): string[] =>
  list
    .flatMap(({ address, attribute, attributes = [attribute] }) =>
      attributes.length === 0
        ? [`${address} gone`]
        : attributes.map((one: string) => `${address} ${one ?? "gone"}`),
    )
    .toSorted();

/** What is wrong with how the drift of one case is proposed to end. */
async function wrongOf(random: Random): Promise<{ found: string[]; about: string }> {
  const written = await write((name) => writtenEnvironment(name, ENVIRONMENTS[name], random));
  const names = random() < 0.6 ? [oneOf(random, NAMES)] : NAMES;
  const stacks = names.map((name) => `${name}-stack`);
  const tampered = names.flatMap((name) =>
    tamperedWith(inputs[name]!, random, 1 + Math.floor(random() * 3)),
  );
  provider.restore();
  for (const { before, after } of tampered) {
    const text = JSON.stringify(before);
    provider.tamper(
      (input) => JSON.stringify(input) === text,
      () => after && { ...after },
    );
  }
  const { documents, stderr } = await look(stacks, "--propose");
  const { stdout: joint } = await delivery.run(env(), "drift", ...stacks, "--propose");
  const proposals = documents.map(
    ({ proposal }) => proposal ?? { options: [], accepted: [], reverted: [] },
  );
  const about = [
    ...names.map((name) => `${name} ${written[name].style}`),
    ...tampered.map(({ what }) => what),
    ...proposals.flatMap(({ options }) =>
      options.map(({ option, after }: any) => `${option} = ${JSON.stringify(after)}`),
    ),
  ].join(", ");
  const found = [
    ...told(documents, stderr),
    ...secretsIn(tampered, [joint, stderr, JSON.stringify(documents)]),
  ];
  if (joint !== "") found.push(...(await merged(joint, stacks, proposals, written)));
  await delivery.git("checkout", "--quiet", "--", ".");
  return { found, about };
}

/** Each attribute that drifted has one way to end. */
function told(documents: readonly any[], stderr: string): string[] {
  const warned = /Warning: nothing is proposed.*/.exec(stderr)?.[0];
  return documents.flatMap(({ stack, drifted, proposal }) => {
    if (drifted.length === 0) return [];
    if (proposal === undefined) return [`${stack}: no proposal: ${warned}`];
    const { options, accepted, reverted } = proposal;
    const ways = [...options.flatMap((one: any) => one.attributes), ...accepted, ...reverted];
    const [all, ended] = [places(drifted), [...new Set(places(ways))]];
    return all.join() === ended.join()
      ? []
      : [`${stack}: drifted are ${all.join(", ")}, and told of ${ended.join(", ")}`];
  });
}

const secretsIn = (tampered: readonly Tampered[], said: readonly string[]): string[] =>
  [...JSON.stringify(tampered).matchAll(/hunter2-\w+-Zq8/g)].flatMap(([secret]) =>
    said.some((text) => text.includes(secret)) ? [`says the secret ${secret}`] : [],
  );

/** What is wrong once the patch is taken: what it leaves, and what it does to the files. */
async function merged(
  patch: string,
  stacks: readonly string[],
  proposals: readonly any[],
  written: Record<Name, Written>,
): Promise<string[]> {
  const found: string[] = [];
  await delivery.patch(patch);
  await delivery.copy.build();
  const tsc = path.join(checkoutRoot, "node_modules/typescript/bin/tsc");
  const compiled = await run(process.execPath, [tsc, "--noEmit", "-p", "tsconfig.json"], {
    cwd: delivery.copy.root,
  });
  if (compiled.code !== 0) found.push(`does not compile: ${compiled.stdout}`);
  const { documents } = await look(stacks);
  const left = places(documents.flatMap(({ drifted }) => drifted));
  const reverted = places(proposals.flatMap((one) => one.reverted));
  if (left.join() !== reverted.join()) {
    found.push(`left are ${left.join(", ")}, expected ${reverted.join(", ")}`);
  }
  for (const { stack, unapplied } of documents) {
    if (unapplied) found.push(`${stack}: to be applied are ${unapplied.addresses.join(", ")}`);
  }
  for (const name of NAMES) {
    const { text, comments, style } = written[name];
    const now = await delivery.copy.read(`environments/${name}.ts`);
    const lost = comments.filter((one) => !now.includes(one));
    if (lost.length > 0) found.push(`${name} has lost ${lost.join(", ")}`);
    if (style === "windows" && /(?<!\r)\n/.test(now)) found.push(`${name} has other line ends`);
    if (style !== "dense" && style !== "tabs" && style !== "windows" && inForm(now) !== now) {
      found.push(`${name} is not in form: ${now}`);
    }
    const kept = text.split("\n").filter((line) => now.split("\n").includes(line));
    const most = 3 + 8 * proposals.flatMap((one) => one.options).length;
    if (style !== "dense" && kept.length < text.split("\n").length - most) {
      found.push(`${name} has ${text.split("\n").length - kept.length} other lines`);
    }
  }
  return found;
}

const inForm = (input: string): string =>
  spawnSync(
    process.execPath,
    [
      path.join(checkoutRoot, "node_modules/oxfmt/bin/oxfmt"),
      "--stdin-filepath=environments/dev.ts",
    ],
    { input, encoding: "utf8", cwd: delivery.copy.root },
  ).stdout;

test("what is proposed for drift that nobody has thought of ends it, keeps the files, and says no secret", async () => {
  const wrong: object[] = [];
  for (let number = asked.from; number < asked.from + asked.cases; number++) {
    const { found, about } = await wrongOf(randomOf(asked.seed + number)).catch(
      (error: unknown) => ({
        found: [String(error)],
        about: "",
      }),
    );
    if (found.length > 0) wrong.push({ case: number, about, found });
    if (asked.cases === SAMPLE) continue;
    const said = found.length === 0 ? "as it should be" : `otherwise\n  ${found.join("\n  ")}`;
    process.stderr.write(`case ${number}, ${about}: ${said}\n`);
  }
  expect(wrong).toEqual([]);
});
