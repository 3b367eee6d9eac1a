import { testsBefore } from "@groundwork/configuration/load-tests";
import { runCommand, type Common } from "../core/command";
import { OperationError } from "../core/errors";
import { CHECK_FAILED } from "../core/exit-codes";
import { say } from "../core/outlet";
import { LoadTestStore } from "../delivery/load-tests/load-test-store";
import { plannedOf } from "../delivery/load-tests/demanded";
import { testLine, validTest } from "../delivery/load-tests/valid-test";
import { openDelivery } from "../delivery/open";
import { loadTestInWords } from "../delivery/store/planned-load-test";
import { utc } from "../delivery/messages/notice";
import { promotions, sourceOf, type PromotionOptions } from "./promotion";
import { setOutputs } from "./step-output";

/**
 * Looks whether the images that would be promoted have passed the load test that production demands
 * of them. Outputs `text`, a line for each test, for the pull request.
 *
 * @throws OperationError with exit code 8 where one has not, with each reason
 */
export async function expectLoadTested(options: PromotionOptions, common: Common): Promise<void> {
  const { to, service } = options;
  const open = openDelivery(common);
  const { environments } = open.configuration;
  const from = sourceOf(open.configuration, options);
  const found = promotions(open.configuration, from, to, service || undefined);
  // An environment that there is not was refused just now.
  const tests = testsBefore(
    environments,
    environments.find(({ name }) => name === to)!,
  );
  const store = new LoadTestStore(open.objects);
  await runCommand(open, async () => {
    const passed: string[] = [];
    const missing: string[] = [];
    for (const { service: name, digest } of found) {
      const test = tests.find((one) => one.service === name);
      if (!test) continue;
      const standIns = common.standIns;
      const result = await validTest(store, { test, digest, standIns }, open.store.now());
      if ("why" in result) {
        missing.push(`${result.why}. To test it: ${testLine(test)}`);
      } else {
        const planned = plannedOf(result.passed);
        passed.push(`- ${loadTestInWords(planned, utc(planned.at))}`);
      }
    }
    if (missing.length > 0) throw new OperationError(missing.join("\n"), CHECK_FAILED);
    const text = passed.join("\n");
    say(text === "" ? `${to} demands no load test of what ${from} runs.` : text);
    await setOutputs(common.env, { text });
  });
}
