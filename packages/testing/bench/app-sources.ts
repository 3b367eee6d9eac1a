/** What a copy of this checkout needs for a synth, beside packages/cli/synth.js that begins it. */
export const APP_SOURCES = [
  "cdktf.json",
  "constructs",
  "environments",
  "main.ts",
  "package.json",
  "policies",
  "stacks",
  "tsconfig.base.json",
  "tsconfig.json",
] as const;
