import { StackSource } from "../../../src/synth/validate/findings";

const JSON_TEXT = `${JSON.stringify(
  {
    "//": { metadata: { stackName: "dev-stack" } },
    module: { net: { "//": { metadata: { path: "dev-stack/net" } }, source: "./net" } },
    output: { url: { value: "${aws_lb.x.dns}" } },
    provider: { aws: [{ regions: "eu-west-1" }] },
    data: { aws_vpcs: { all: { "//": { metadata: { path: "dev-stack/all" } }, tag: "로그" } } },
    resource: {
      aws_lb: {
        front: {
          "//": { metadata: { path: "dev-stack/front", uniqueId: "front" } },
          name: "프런트",
          access_logs: [{ bucket: "b", enabled: "yes" }],
        },
      },
    },
  },
  null,
  2,
)}\n`;

/** What is found of one diagnostic, at a text of the file. */
function found(at: string | undefined, rest: object) {
  const byte = Buffer.byteLength(JSON_TEXT.slice(0, JSON_TEXT.indexOf(at ?? "")));
  const range =
    at === undefined ? {} : { range: { filename: "cdk.tf.json", start: { line: 1, byte } } };
  const diagnostics = [{ severity: "error", summary: "no", ...range, ...rest }];
  const said = JSON.stringify({ format_version: "1.0", diagnostics });
  return new StackSource("dev-stack", JSON_TEXT).findings(said)[0]!;
}

test("a value in a block has the construct, the address and the way to it", () => {
  expect(found('"yes"', { summary: "Incorrect type", detail: "a bool\nis required." })).toEqual({
    stack: "dev-stack",
    severity: "error",
    message: "Incorrect type: a bool is required.",
    path: "dev-stack/front",
    address: "aws_lb.front",
    argument: "access_logs[0].enabled",
    pointer: ["resource", "aws_lb", "front", "access_logs", 0, "enabled"],
  });
});

test("a name that is not known stands where its key does", () => {
  expect(found('"access_logs"', {})).toMatchObject({
    argument: "access_logs",
    path: "dev-stack/front",
  });
});

test.each([
  [
    'The argument "family" is required, but no definition was found.',
    "Missing required argument",
    "family",
  ],
  ['At least 1 "rule" blocks are required.', "Insufficient rule blocks", "rule"],
])("what is missing is named, and has no value: %s", (detail, summary, argument) => {
  expect(found('"name"', {})).toMatchObject({ argument: "name" });
  const end = JSON_TEXT.indexOf("}", JSON_TEXT.indexOf('"yes"'));
  const inBlock = found(JSON_TEXT.slice(end), { summary, detail });
  expect(inBlock).toMatchObject({ argument: `access_logs[0].${argument}`, pointer: undefined });
});

test.each([
  ['"로그"', { address: "data.aws_vpcs.all", argument: "tag", path: "dev-stack/all" }],
  ['"eu-west-1"', { address: "provider.aws", argument: "[0].regions", path: undefined }],
  ['"${aws_lb', { address: "output.url", argument: "value", path: undefined }],
])("%s is found as well", (at, expected) => {
  expect(found(at, {})).toMatchObject(expected);
});

test("what is in a module has the construct that calls it, and the file", () => {
  const range = { filename: "net/main.tf", start: { line: 3, byte: 40 } };
  expect(found(undefined, { address: "module.net.aws_vpc.this", range })).toEqual({
    stack: "dev-stack",
    severity: "error",
    message: "no",
    address: "module.net.aws_vpc.this",
    path: "dev-stack/net",
    file: "net/main.tf:3",
  });
});

test("what has no place, and a file that cannot be read, are told all the same", () => {
  expect(found(undefined, {})).toMatchObject({ message: "no", path: undefined, file: undefined });
  const said = JSON.stringify({
    diagnostics: [
      {
        severity: "error",
        summary: "broken",
        range: { filename: "cdk.tf.json", start: { line: 1, byte: 3 } },
      },
    ],
  });
  expect(new StackSource("dev-stack", "").findings(said)).toMatchObject([{ message: "broken" }]);
});

test("they come in the order of the file, whichever Terraform chose", () => {
  const at = (text: string) => ({
    severity: "warning",
    summary: text,
    range: { filename: "cdk.tf.json", start: { line: 1, byte: JSON_TEXT.indexOf(text) } },
  });
  const said = JSON.stringify({ diagnostics: [at("resource"), at("module"), at("output")] });
  const messages = new StackSource("dev-stack", JSON_TEXT)
    .findings(said)
    .map(({ message }) => message);
  expect(messages).toEqual(["module", "output", "resource"]);
});
