import { App } from "cdktf";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { loadConfiguration } from "./environments";
import { RefusedError, refuseErrors } from "@groundwork/policies/refuse-errors";
import { addStacks } from "./stacks";

// cdktf notes where each of its tokens was made, for a few of its error messages and a third of a
// synth's time. Errors themselves keep their stack traces.
Error.captureStackTrace = () => {};

// Without this cdktf ends at the first stack that has an error annotation, in a stack trace. Its CLI
// sets it, and shows the errors of all stacks itself; where nobody did, refuseErrors does that.
const CONTINUE = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS";
const shownByCaller = process.env[CONTINUE] !== undefined;
process.env[CONTINUE] = "true";

try {
  // Without stack traces nothing in cdktf.out depends on where the project lies.
  const app = new App({ stackTraces: false });
  addStacks(app, loadConfiguration(), {
    emulatorEndpoint: process.env["AWS_ENDPOINT_URL"] || undefined,
    only: process.env["STACKS"]?.split(/[\s,]+/).filter(Boolean),
  });
  app.synth();
  if (!shownByCaller) refuseErrors(app);
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof RefusedError)) throw error;
  console.error(`Error: ${error.message}`);
  process.exitCode = 1;
}
