import "./as-app";
import { App } from "cdktf";
import { checkConfiguration } from "@groundwork/configuration";
import { addStacks } from "@groundwork/testing/project/stacks";

Error.captureStackTrace = () => {}; // as main.ts does

/** Synthesizes as many environments as the first argument says, two services each. */
const count = Number(process.argv[2]);
const accountId = "111111111111";
const environments = Array.from({ length: count }, (_, index) => ({
  name: `e${index}`,
  accountId,
  network: { cidr: "10.0.0.0/16", zones: ["a", "c"], connectable: false },
  services: [
    { name: "web", http: {}, autoscaling: { minCount: 1, maxCount: 3 } },
    { name: "worker" },
  ],
}));
const app = new App({ stackTraces: false });
addStacks(app, checkConfiguration({ name: "bench", accountId, owner: "bench" }, environments));
app.synth();
