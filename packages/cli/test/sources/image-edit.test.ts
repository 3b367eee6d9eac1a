import { readFileSync } from "node:fs";
import path from "node:path";
import { OperationError } from "../../src/core/errors";
import { withImage } from "../../src/sources/image-edit";
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
    text.replace("// of the service", `// of the service\n      ${written},`),
  );
  expect(withImage(text, "worker", image)).toBe(
    text.replace("name: 'worker',", `name: 'worker', ${written},`),
  );
});

test.each([
  ["Windows' line ends", ['      name: "web", /* a */ // b', "      http: {},"]],
  ["a comma at the beginning of the next line", ['      name: "web"', "      , // b"]],
  ["tabs", ['\t\tname: "web",', "\t\thttp: {},"]],
])("a new line for it goes with %s", (_, [named, next]) => {
  const text = ["const e = { services: [", "    {", named, next, "    },", "  ] };"].join("\r\n");
  const lines = withImage(text, "web", image).split("\r\n");
  const added = lines.filter((line) => line.trim() === `${written},`);
  expect(added).toEqual([`${/^\s*/.exec(named!)![0]}${written},`]);
  expect(lines.filter((line) => !added.includes(line)).join("\r\n")).toBe(text);
});

test("where no comma stands behind the name it gets one, and the image none", () => {
  const text = 'const e = {\n  services: [\n    {\n      name: "web" // its name\n    }\n  ]\n};';
  expect(withImage(text, "web", image)).toBe(
    text.replace('"web" // its name', `"web", // its name\n      ${written}`),
  );
});

test("an image of several lines keeps them, and its comments", () => {
  const text = [
    "const e = { services: [{",
    '  name: "web",',
    "  image: {",
    "    // what was built last",
    '    tag: "old", // from main',
    '    digest: "old",',
    "  }, // its image",
    "}] };",
  ].join("\n");
  const [tag, digest] = ['tag: "sha-1"', `digest: "${DIGEST}"`];
  expect(withImage(text, "web", image)).toBe(
    text.replace('tag: "old"', tag).replace('digest: "old"', digest),
  );
  const short = text.replace('\n    digest: "old",', "");
  expect(withImage(short, "web", image)).toBe(
    text.replace('tag: "old"', tag).replace('digest: "old"', digest),
  );
});

test("behind a spread or a computed key, which may name an image, one gets the last word", () => {
  for (const other of ["...defaults", '["im" + "age"]: other']) {
    const text = `const e = { services: [{ name: "web", ${other}, http: {} }] };`;
    expect(withImage(text, "web", image)).toBe(text.replace(other, `${other}, ${written}`));
  }
});

test("keys in brackets and names in back quotes are read; a variable in brackets is no key", () => {
  const text =
    'const e = { ["services"]: [{ [name]: "web" }, { ["name"]: `web`, ["image"]: {} }] };';
  expect(withImage(text, "web", image)).toBe(
    text.replace('["image"]: {}', `["image"]: ${written.slice("image: ".length)}`),
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
  const text = `const e = { services: [
    { name: "web", image: shared }, { name: "b" }, { name: "b" }, service("c"),
    { name: "m", image() {} },
    { name: "s", image: {}, ...late }, { name: "t", image: {}, image: late },
  ] };
  const f = { services: ["d"].map(service) };`;

  test.each<[string, string, Parameters<typeof withImage>[2], string]>([
    ["on a service that is not there", "api", image, 'got 0 objects with name: "api"'],
    ["on one that is there twice", "b", image, "got 2 objects"],
    ["on an image that is a variable", "web", image, "got image: shared, expected image: { ... }"],
    [
      "on a service of a function's",
      "c",
      image,
      'and service("c"), expected one in services: [...]',
    ],
    ["on a list of services made elsewhere", "d", image, 'got 0 objects with name: "d"'],
    ["on an image that is a function", "m", image, "got image() {}, expected image: { ... }"],
    ["on a spread behind an image", "s", image, "s.image: got ...late behind it, which may"],
    ["on a second image", "t", image, "t.image: got image: late behind it, which may"],
    ["on a digest that is none", "b", { digest: "sha256:1" }, "expected sha256: and 64"],
    ["on a tag that would be code", "b", { tag: '", x: "' }, "expected 1 to 128 letters"],
    ["on no image", "b", {}, "neither a tag nor a digest"],
  ])("%s", (_, service, wanted, message) => {
    expect(() => withImage(text, service, wanted)).toThrow(message);
  });

  test("on what is no TypeScript", () => {
    const edit = () => withImage("const e = {", "web", image);
    expect(edit).toThrow(OperationError);
    expect(edit).toThrow(/no TypeScript: .*\(1:11\)/);
  });
});
