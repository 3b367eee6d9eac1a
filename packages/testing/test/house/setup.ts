import { AGENT_VARIABLES } from "../../../cli/src/core/known-agents";
import { mixedIn } from "../../src/one-kind";

declare global {
  /** Sources that this test file has been given, and libraries-once.js has loaded before it. */
  var sourcesOnce: Set<string>;
}

// The commands that tests run find all compiled: no look at some hundred sources for each of them.
process.env["GROUNDWORK_PREPARED"] = "true";

// What a test reads has no colours, where jest forces them on what its workers run too: most CI does.
delete process.env["FORCE_COLOR"];
process.env["NO_COLOR"] = "1";

// Whether a coding agent runs the tests must not show.
for (const variable of AGENT_VARIABLES) delete process.env[variable];

// Sources or what was compiled of them, never both in one process.
afterAll(() => {
  const mixed = mixedIn([...Object.keys(require.cache), ...sourcesOnce]);
  if (mixed.length > 0) throw new Error(`sources were loaded beside ${mixed.join(", ")}`);
});
