import { fileOfOption, withOption, type OptionStep } from "../../src/sources/option-edit";

const DEV = `import { officeHours } from "./hours";

const WEB_DAYS = 7;
const shared = { minCount: 1, maxCount: 2 };
const guard = { idleTimeoutSeconds: 60 }; // as AWS has it

export const dev: EnvironmentInput = {
  name: "dev",
  // Kept for a week.
  logRetentionDays: WEB_DAYS,
  loadBalancer: guard,
  network: {
    cidr: "10.10.0.0/16", // not that of prod
    zones: ["a", "c"],
    cidrs: [
      "10.0.0.0/8", // the office
      "10.1.0.0/16",
    ],
  },
  services: [
    { name: "web", autoscaling: shared, tags: { Team: "web" } },
    { name: "api", autoscaling: shared, http: {} },
    { name: "job", autoscaling: officeHours(1) },
    made("more"),
  ],
};
`;

const WEB = { position: 0, name: "web" };
const set = (value: unknown, ...steps: OptionStep[]) =>
  withOption(DEV, { environment: "dev", steps, value });

/** What is another, each as its line before and after. */
function changed(after: string) {
  const [olds, news] = [DEV, after].map((text) => text.split("\n")) as [string[], string[]];
  const without = (some: string[], others: string[]) =>
    some.filter((line) => !others.includes(line)).map((line) => line.trim());
  return [without(olds, news), without(news, olds)];
}

describe("an option is set", () => {
  test.each<[string, unknown, readonly OptionStep[], readonly string[], readonly string[]]>([
    [
      "where it is written, beside its comment",
      "10.20.0.0/16",
      ["network", "cidr"],
      ['cidr: "10.10.0.0/16", // not that of prod'],
      ['cidr: "10.20.0.0/16", // not that of prod'],
    ],
    [
      "in a constant that is for it alone",
      30,
      ["logRetentionDays"],
      ["const WEB_DAYS = 7;"],
      ["const WEB_DAYS = 30;"],
    ],
    [
      "in an object that such a constant is",
      90,
      ["loadBalancer", "idleTimeoutSeconds"],
      ["const guard = { idleTimeoutSeconds: 60 }; // as AWS has it"],
      ["const guard = { idleTimeoutSeconds: 90 }; // as AWS has it"],
    ],
    [
      "beside a constant that others use as well",
      4,
      ["services", WEB, "autoscaling", "maxCount"],
      ['{ name: "web", autoscaling: shared, tags: { Team: "web" } },'],
      ['{ name: "web", autoscaling: { ...shared, maxCount: 4 }, tags: { Team: "web" } },'],
    ],
    [
      "beside what a function makes",
      4,
      ["services", { position: 2, name: "job" }, "autoscaling", "maxCount"],
      ['{ name: "job", autoscaling: officeHours(1) },'],
      ['{ name: "job", autoscaling: { ...officeHours(1), maxCount: 4 } },'],
    ],
    [
      "in an item that a function makes",
      512,
      ["services", { position: 3, name: "more" }, "cpuUnits"],
      ['made("more"),'],
      ['{ ...made("more"), cpuUnits: 512 },'],
    ],
    [
      "where nothing was written, with the objects around it",
      2,
      ["services", WEB, "http", "deregistrationDelaySeconds"],
      ['{ name: "web", autoscaling: shared, tags: { Team: "web" } },'],
      [
        '{ name: "web", autoscaling: shared, tags: { Team: "web" }, http: { deregistrationDelaySeconds: 2 } },',
      ],
    ],
    [
      "under a key that needs quotes",
      "a",
      ["services", WEB, "tags", "cost-center"],
      ['{ name: "web", autoscaling: shared, tags: { Team: "web" } },'],
      ['{ name: "web", autoscaling: shared, tags: { Team: "web", "cost-center": "a" } },'],
    ],
    [
      "to nothing",
      undefined,
      ["services", WEB, "tags", "Team"],
      ['{ name: "web", autoscaling: shared, tags: { Team: "web" } },'],
      ['{ name: "web", autoscaling: shared, tags: { } },'],
    ],
    [
      "to a list with one more, whose comments stay",
      ["10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16"],
      ["network", "cidrs"],
      [],
      ['"10.2.0.0/16",'],
    ],
    [
      "to a list with one less and one more",
      ["10.0.0.0/8", "10.3.0.0/16"],
      ["network", "cidrs"],
      ['"10.1.0.0/16",'],
      ['"10.3.0.0/16",'],
    ],
    ["to a list of others", ["b"], ["network", "zones"], ['zones: ["a", "c"],'], ['zones: ["b"],']],
  ])("%s", (_, value, steps, before, after) => {
    expect(changed(set(value, ...steps))).toEqual([before, after]);
  });

  test("of an item in a list, with its position", () => {
    const text = 'export const dev = { name: "dev", rules: [{ port: 1 }, { port: 2 }] };\n';
    const steps = ["rules", { position: 1 }, "port"];
    expect(withOption(text, { environment: "dev", steps, value: 3 })).toBe(
      text.replace("port: 2", "port: 3"),
    );
  });

  test("of the organization, in its own file", () => {
    const text = 'export const org = { name: "acme", accountId: "1", registry: { keep: 5 } };\n';
    const edit = { steps: ["registry", "keep"], value: 9 };
    expect(fileOfOption(edit)).toBe("environments/organization.ts");
    expect(withOption(text, edit)).toBe(text.replace("keep: 5", "keep: 9"));
  });
});

describe("a way of writing it that cannot be edited is refused", () => {
  test.each<[string, string, readonly OptionStep[]]>([
    ["something behind it may be another", "a: { b: 1, ...more }", ["a", "b"]],
    ["what is spread has the rest of it", "...more", ["a", "b"]],
    ["a list has other lists in it", "a: [...others, { b: 1 }]", ["a", { position: 1 }, "b"]],
    ["it is a getter", "get a() { return 1; }", ["a"]],
  ])("%s", (_, written, steps) => {
    const text = `export const dev = { name: "dev", ${written} };`;
    expect(() => withOption(text, { environment: "dev", steps, value: 2 })).toThrow(
      /^got .+, expected the option as key: value, which alone can be edited$/,
    );
  });
});

test("an item right behind those of a list is added, and they stay as they are", () => {
  const list = ["a", "b"].map((name) => `    { name: "${name}" }, // ${name}`).join("\n");
  const text = `export const dev = {\n  name: "dev",\n  services: [\n${list}\n  ],\n};\n`;
  const added = withOption(text, {
    environment: "dev",
    steps: ["services", { position: 2, name: "c" }],
    value: { name: "c" },
  });
  expect(added).toBe(text.replace("// b", '// b\n    { name: "c" },'));
});

test("an item that is there is replaced, and none is added where nobody knows how many there are", () => {
  const [before, after] = changed(set({ name: "web" }, "services", WEB));
  expect([before, after]).toEqual([
    ['{ name: "web", autoscaling: shared, tags: { Team: "web" } },'],
    ['{ name: "web" },'],
  ]);
  const spread = DEV.replace('made("more")', "...others");
  const edit = { environment: "dev", steps: ["services", { position: 4 }], value: {} } as const;
  expect(() => withOption(spread, edit)).toThrow(/expected the option as key: value/);
});
