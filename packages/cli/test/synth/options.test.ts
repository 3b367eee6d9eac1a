import { readFileSync } from "node:fs";
import path from "node:path";
import { environmentSchema } from "@groundwork/configuration/environment";
import { organizationSchema } from "@groundwork/configuration/organization-schema";
import { optionsPage, schemaFolders } from "../../src/synth/options/page";
import { commentOf, readComments, type Comments } from "../../src/synth/options/comments";
import { walk } from "../../src/synth/options/walk";

const packages = path.join(__dirname, "../../..");
const options = [...walk(environmentSchema), ...walk(organizationSchema)];
const byPath = (path: string) => options.find((option) => option.path === path)!;

let comments: readonly Comments[];
beforeAll(async () => {
  comments = await readComments(schemaFolders(packages));
});

test("packages/docs/options.md is what the schemas say; `groundwork options` writes it", async () => {
  expect(readFileSync(path.join(packages, "docs/options.md"), "utf8")).toBe(
    await optionsPage(packages),
  );
});

test("every option says what it does and what happens without it", () => {
  const silent = options
    .filter(({ key, siblings, required, default: value }) => {
      const comment = commentOf(comments, key, siblings);
      const explained = required || value !== undefined || comment?.without !== undefined;
      return comment === undefined || comment.text === "" || !explained;
    })
    .map(({ path }) => path);
  expect(silent).toEqual([]);
});

test("a comment's default is the schema's, where it names a value", () => {
  const wrong = options.flatMap(({ path, key, siblings, default: value }) => {
    const without = commentOf(comments, key, siblings)?.without;
    if (without === undefined || !/^(["[\d]|true|false)/.test(without)) return [];
    const named = /^(?:"[^"]*"|\[[^\]]*\]|[\w.]+)/.exec(without)![0];
    return value === undefined || JSON.stringify(value) === named.replaceAll(", ", ",")
      ? []
      : [`${path}: ${named} in the comment, ${JSON.stringify(value)} in the schema`];
  });
  expect(wrong).toEqual([]);
});

test("takes, default and variants come from the schema", () => {
  expect(byPath("services[].http.port")).toMatchObject({
    takes: "a whole number from 1 to 65535",
    default: 80,
    required: false,
  });
  expect(byPath("services[].deployment.canaryPercent").variants).toEqual(["CANARY"]);
  expect(byPath("services[].deployment.rollbackOnAlarms").variants).toBeUndefined();
  expect(byPath("network.cidr").required).toBe(true);
});
