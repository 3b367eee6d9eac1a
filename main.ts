import { App } from "cdktf";
import { ConfigurationError } from "./constructs/configuration-error";
import { loadConfiguration } from "./environments";
import { addStacks } from "./stacks";

try {
  // Without stack traces nothing in cdktf.out depends on where the project lies.
  const app = new App({ stackTraces: false });
  addStacks(app, loadConfiguration(), process.env["AWS_ENDPOINT_URL"]);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(`Error: ${error.message}`);
  process.exitCode = 1;
}
