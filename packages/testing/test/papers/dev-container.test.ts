import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../src/project";
import { against, devContainer, features } from "./schemas";

const read = (file: string): string => readFileSync(path.join(projectRoot, file), "utf8");
const container = JSON.parse(read(".devcontainer/devcontainer.json"));
const optionsOf = (name: string): Record<string, unknown> =>
  Object.entries<Record<string, unknown>>(container.features).find(([id]) =>
    id.includes(`/${name}:`),
  )![1];

test("is one that the schema knows", () => {
  expect(against(devContainer, container)).toEqual([]);
});

test.each(Object.entries(container.features))("%s has these options", (id, options) => {
  expect(against(features[id]!, options)).toEqual([]);
});

test("a mistake in it would be seen", () => {
  expect(against(devContainer, { ...container, image: undefined })).toHaveLength(1);
  expect(against(devContainer, { ...container, postCreateCommands: "npm ci" })).toEqual([
    ': Unrecognized key: "postCreateCommands"',
  ]);
  const node = "ghcr.io/devcontainers/features/node:2";
  expect(against(features[node]!, { versions: "20" })).toHaveLength(1);
});

test("has the Node.js and the Terraform that CI has", () => {
  expect(optionsOf("node")["version"]).toBe(read(".nvmrc").trim());
  expect(optionsOf("terraform")["version"]).toBe(read(".terraform-version").trim());
});

test("is made of features alone, and is given no credentials", () => {
  expect(Object.keys(container).toSorted()).toEqual([
    "$schema",
    "features",
    "image",
    "name",
    "postCreateCommand",
  ]);
});
