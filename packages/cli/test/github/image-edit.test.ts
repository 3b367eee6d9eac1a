import { readFileSync } from "node:fs";
import path from "node:path";
import { withImage } from "../../src/github/image-edit";
import { projectRoot } from "@groundwork/testing/project";

const DIGEST = `sha256:${"a".repeat(64)}`;
const image = { tag: "sha-1", digest: DIGEST };
const written = `image: { tag: "sha-1", digest: "${DIGEST}" }`;

test("a service without an image gets one beside its name, and nothing else changes", () => {
  const text = [
    "export const dev = {",
    '  name: "dev", // of the environment',
    "  services: [",
    "    {",
    '      name: "web", // of the service',
    "      http: {},",
    "    },",
    "    { name: 'worker', autoscaling: officeHours },",
    "  ],",
    "};",
  ].join("\n");
  expect(withImage(text, "web", image)).toBe(
    text.replace('name: "web",', `name: "web",\n      ${written},`),
  );
  expect(withImage(text, "worker", image)).toBe(
    text.replace("name: 'worker',", `name: 'worker', ${written},`),
  );
});

test("an image that is there is replaced, with what one has only of the other", () => {
  const text =
    'const e = { services: [{ name: "web", image: { tag: "old" }, http: {} }, { name: "b" }] };';
  expect(withImage(text, "web", { digest: DIGEST })).toBe(
    text.replace('image: { tag: "old" }', `image: { digest: "${DIGEST}" }`),
  );
});

test("comments, spreads, commas at the end and assertions stay as they are", () => {
  const text = [
    "export const dev = environment({",
    "  services: [",
    "    ...shared, // a list",
    "    , // a hole",
    "    /* first */ { ...defaults, name: `no literal` },",
    "    {",
    "      /* web */",
    "      ...defaults, // of all",
    '      "name": "web" as const, // its name',
    "      image: { tag: latest } as const, // its image",
    "    } satisfies Service,",
    "    { ...defaults, name: 'worker', },",
    "  ] as const satisfies readonly Service[],",
    "} satisfies Environment);",
  ].join("\n");
  expect(withImage(text, "web", image)).toBe(
    text.replace("{ tag: latest }", written.slice("image: ".length)),
  );
  expect(withImage(text, "worker", image)).toBe(
    text.replace("name: 'worker',", `name: 'worker', ${written},`),
  );
});

test("twice is the same as once", () => {
  const text = 'const e = { services: [{ name: "web" }] };';
  const once = withImage(text, "web", image);
  expect(withImage(once, "web", image)).toBe(once);
});

test("a sidecar of the same name, in a list of its own, is not a service", () => {
  const text =
    'const e = { services: [{ name: "api", sidecars: [{ name: "web" }] }, { name: "web" }] };';
  expect(withImage(text, "web", image)).toBe(
    text.replace('{ name: "web" }] };', `{ name: "web", ${written} }] };`),
  );
});

test.each(["dev", "prod"])("the file of %s of this checkout can be edited", (environment) => {
  const file = path.join(projectRoot, "environments", `${environment}.ts`);
  const text = readFileSync(file, "utf8");
  for (const service of ["web", "worker"]) {
    const edited = withImage(text, service, image);
    expect(edited.replace(new RegExp(`,?\\s*${written.replaceAll(/[{}]/g, "\\$&")}`), "")).toBe(
      text,
    );
  }
});

describe("fails", () => {
  const text =
    'const e = { services: [{ name: "web", image: shared }, { name: "b" }, { name: "b" }] };';

  test.each<[string, string, Parameters<typeof withImage>[2], string]>([
    ["on a service that is not there", "api", image, 'got 0 objects with name: "api"'],
    ["on one that is there twice", "b", image, "got 2 objects"],
    ["on an image that is a variable", "web", image, "got image: shared, expected image: { ... }"],
    ["on a digest that is none", "b", { digest: "sha256:1" }, "expected sha256: and 64"],
    ["on a tag that would be code", "b", { tag: '", x: "' }, "expected 1 to 128 letters"],
    ["on no image", "b", {}, "neither a tag nor a digest"],
  ])("%s", (_, service, wanted, message) => {
    expect(() => withImage(text, service, wanted)).toThrow(message);
  });
});
