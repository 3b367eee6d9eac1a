import { OperationError } from "../core/errors";
import { ENGINES, type EngineName } from "./engines";
import { run } from "../core/run";

/** A dependency on a provider's package, at an exact version, in a package.json. */
const PROVIDER = /"(@cdkt[fn]\/provider-[\w-]+)": "(\d[^"]*)"/g;

/** Versions of packages, by name. */
export type Versions = Readonly<Record<string, string>>;

/**
 * Texts of package.json in the words of an engine, with versions that its packages of providers have.
 *
 * @param versions of those that the engine itself is not known to go together with
 */
export function withVersions(text: string, engine: EngineName, versions: Versions = {}): string {
  const known: Versions = {
    ...versions,
    ...ENGINES[engine].providers,
    ...ENGINES[engine].packages,
  };
  return text.replace(PROVIDER, (whole, name: string) =>
    Object.hasOwn(known, name) ? `"${name}": "${known[name]}"` : whole,
  );
}

/**
 * The versions that a team's packages of other providers have in another engine: the newest, as the two
 * count apart.
 *
 * @param manifests texts of package.json, in the words of that engine
 * @throws OperationError where one has no package there
 */
export async function newestVersions(
  manifests: readonly string[],
  engine: EngineName,
  options: { readonly root: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<Versions> {
  const { packages, providers } = ENGINES[engine];
  const names = manifests.flatMap((text) => [...text.matchAll(PROVIDER)].map(([, name]) => name!));
  const unknown = [...new Set(names)].filter((name) => !(name in packages) && !(name in providers));
  const found = unknown.map(async (name): Promise<[string, string]> => {
    const { stdout, failure } = await run("npm", ["view", name, "version"], {
      cwd: options.root,
      env: options.env,
      signal: options.signal,
    });
    if (failure === undefined && /^\d/.test(stdout)) return [name, stdout.trim()];
    options.signal.throwIfAborted();
    const why = /\bE404\b/.test(failure ?? "")
      ? "no such package"
      : (failure ?? "no version").split("\n")[0];
    throw new OperationError(
      `${name}: got ${why}, expected one for ${engine}: take its resources out, or write them as packages/examples/src/providers/github.ts does, and run this again`,
    );
  });
  return Object.fromEntries(await Promise.all(found));
}
