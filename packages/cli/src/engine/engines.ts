/** A framework that the sources can be written against. */
export interface Engine {
  /** Exact versions of what the root's package.json names, as they were proved together. */
  readonly packages: Readonly<Record<string, string>>;
  /** The same of packages of other providers, which an example or a test has. */
  readonly providers: Readonly<Record<string, string>>;
  /** What its command line and its provider run on, as package.json says it. */
  readonly node: string;
}

export type EngineName = "cdktf" | "cdktn";

/**
 * Both read the same cdktf.json and CDKTF_* variables, write the same cdktf.out, and leave the same
 * states. cdktf was archived on 2025-12-10; cdktn carries it on.
 */
export const ENGINES: Readonly<Record<EngineName, Engine>> = {
  cdktf: {
    packages: {
      cdktf: "0.21.0",
      "cdktf-cli": "0.21.0",
      "@cdktf/provider-aws": "21.22.1",
      constructs: "10.8.1",
    },
    providers: { "@cdktf/provider-random": "12.0.1" },
    node: ">=20.19",
  },
  cdktn: {
    packages: {
      cdktn: "0.24.0",
      "cdktn-cli": "0.24.0",
      "@cdktn/provider-aws": "25.7.0",
      // cdktn's peers end below 10.8.
      constructs: "10.7.2",
    },
    providers: { "@cdktn/provider-random": "15.0.1" },
    // Of cdktn-cli's package.json.
    node: ">=22.19",
  },
};

/** What the releases of groundwork are written for. */
export const RELEASED: EngineName = "cdktf";

/** The engine that a package.json names; undefined where it names neither. */
export const engineIn = (dependencies: Readonly<Record<string, string>>): EngineName | undefined =>
  (["cdktf", "cdktn"] as const).find((name) => Object.hasOwn(dependencies, name));
