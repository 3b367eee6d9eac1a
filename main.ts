import { App } from "cdktf";
import { ConfigurationError } from "./constructs/configuration-error";
import { loadConfiguration } from "./environments";
import { addStacks } from "./stacks";

// cdktf notes where each of its tokens was made, for a few of its error messages and a third of a
// synth's time. Errors themselves keep their stack traces.
Error.captureStackTrace = () => {};

try {
  // Without stack traces nothing in cdktf.out depends on where the project lies.
  const app = new App({ stackTraces: false });
  addStacks(app, loadConfiguration(), process.env["AWS_ENDPOINT_URL"] || undefined);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(`Error: ${error.message}`);
  process.exitCode = 1;
}
