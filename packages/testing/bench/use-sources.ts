import Module from "node:module";
import path from "node:path";

/**
 * Preloaded into ts-node, which then compiles the packages as it compiles the app: their names lead
 * to their sources in the folder at hand.
 */

/** Node's own name, which its users rely on, of what finds a module's file. */
const RESOLVE = "_resolveFilename";

type Resolve = (request: string, ...rest: unknown[]) => string;

const modules = Module as unknown as { [RESOLVE]: Resolve };
const resolve = modules[RESOLVE];

modules[RESOLVE] = (request, ...rest) => {
  const [, name, inner = "index"] = /^@groundwork\/([\w-]+)(?:\/(.+))?$/.exec(request) ?? [];
  const file = name === undefined ? request : path.resolve("packages", name, "src", inner);
  return resolve.call(Module, file, ...rest);
};
