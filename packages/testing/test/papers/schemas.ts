import { z } from "zod";

const text = { type: "string" };
const texts = { type: "array", items: text };
const textOrTexts = { anyOf: [texts, text] };
const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

/**
 * https://github.com/devcontainers/spec, schemas/devContainer.base.schema.json at c95ffee, as far as
 * a container with an image, features and a command needs it. Other keys are not known here.
 */
export const devContainer = object(
  {
    $schema: text,
    name: text,
    image: text,
    features: { type: "object" },
    postCreateCommand: {
      anyOf: [text, texts, { type: "object", additionalProperties: textOrTexts }],
    },
  },
  ["image"],
);

/**
 * Options of https://github.com/devcontainers/features at 765e8eb, src/<name>/devcontainer-feature.json,
 * by the major version that is named.
 */
export const features: Readonly<Record<string, object>> = {
  "ghcr.io/devcontainers/features/node:2": object({
    version: text,
    nodeGypDependencies: { type: "boolean" },
    npmVersion: text,
    pnpmVersion: text,
  }),
  "ghcr.io/devcontainers/features/terraform:1": object({
    version: text,
    tflint: text,
    terragrunt: text,
  }),
  "ghcr.io/devcontainers/features/python:1": object({
    version: text,
    installTools: { type: "boolean" },
  }),
  "ghcr.io/devcontainers/features/aws-cli:1": object({ version: text }),
};

const manager = object({
  description: textOrTexts,
  enabled: { type: "boolean" },
  managerFilePatterns: textOrTexts,
});

/** renovate-schema.json of Renovate 44.121.2, as far as the configuration here needs it. */
export const renovate = object({
  $schema: text,
  description: textOrTexts,
  extends: textOrTexts,
  enabledManagers: texts,
  ignorePaths: texts,
  rangeStrategy: {
    enum: ["auto", "pin", "bump", "replace", "widen", "update-lockfile", "in-range-only"],
  },
  minimumReleaseAge: { anyOf: [text, { type: "null" }] },
  schedule: textOrTexts,
  vulnerabilityAlerts: object({
    enabled: { type: "boolean" },
    minimumReleaseAge: { anyOf: [text, { type: "null" }] },
    schedule: textOrTexts,
  }),
  "pip-compile": manager,
  devcontainer: manager,
  customManagers: {
    type: "array",
    items: object(
      {
        description: textOrTexts,
        customType: { enum: ["jsonata", "regex"] },
        managerFilePatterns: textOrTexts,
        matchStrings: texts,
        depNameTemplate: text,
        datasourceTemplate: text,
        versioningTemplate: text,
        extractVersionTemplate: text,
      },
      ["customType", "managerFilePatterns", "matchStrings"],
    ),
  },
  packageRules: {
    type: "array",
    items: object({
      description: textOrTexts,
      enabled: { type: "boolean" },
      groupName: text,
      allowedVersions: text,
      matchPackageNames: textOrTexts,
      matchDepTypes: textOrTexts,
    }),
  },
});

/** What is against a schema, each as its path and what is wrong there. */
export const against = (schema: object, value: unknown): string[] =>
  (z.fromJSONSchema(schema as never).safeParse(value).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );
