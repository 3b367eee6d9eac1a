import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Configuration, Environment } from "@groundwork/configuration";
import { loadTestsOf, testsBefore } from "@groundwork/configuration/load-tests";
import { ownerOf, stackId } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { CHECK_FAILED, DONE } from "../core/exit-codes";
import type { LoadTestResult } from "../delivery/load-tests/load-test-result";
import { loadTest } from "../load-test/load-test";
import type { Step, Steps } from "./steps";

/** What the command prints. */
interface Tested {
  readonly results: readonly LoadTestResult[];
}

/** A load that shows the way, and takes seconds: nothing is learned of what no service answers. */
const SHORT = { requestsPerSecond: 10, minutes: 0.05, p99Milliseconds: 5000, errorPercent: 1 };

/** The environments that must be tested before a stack of production is planned. */
export function testedBefore({ environments }: Configuration, stack: string): Environment[] {
  const environment = environments.find(({ name }) => name === ownerOf(stack));
  const tests = environment ? testsBefore(environments, environment) : [];
  // The placeholder is nobody's version, and nothing is demanded of it.
  const isRun = (service: string) =>
    environment!.services.some(({ name, image }) => name === service && image !== undefined);
  const names = new Set(
    tests.filter(({ service }) => isRun(service)).map((one) => one.environment),
  );
  return environments.filter(({ name }) => names.has(name));
}

/**
 * What does not stand its load, and so comes to no customer, and then does.
 *
 * @param untested the step in which production's plan is refused meanwhile
 */
export async function rehearseLoadTest(
  environment: Environment,
  steps: Steps,
  untested: Step,
): Promise<void> {
  const server = await StandInServer.start();
  try {
    server.isBroken = true;
    await steps.run(loadTestStep(environment, server));
    await steps.run(untested);
    server.isBroken = false;
    await steps.run(loadTestStep(environment, server));
  } finally {
    server.close();
  }
}

/** A step in which kim tests an environment, against a server that stands in for its services. */
function loadTestStep(environment: Environment, server: StandInServer): Step<Tested> {
  const { name } = environment;
  const isSound = !server.isBroken;
  const [first] = loadTestsOf(environment);
  // One that misses its threshold says enough.
  const service = isSound ? undefined : first!.service;
  const services = environment.services.map((one) => ({
    ...one,
    loadTest: one.loadTest && { ...one.loadTest, ...SHORT },
  }));
  const { loadTest: common } = environment;
  const tested = [name, ...(service === undefined ? [] : [service])].join(" ");
  const short = { ...environment, services, loadTest: common && { ...common, ...SHORT } };
  return {
    who: "kim",
    event: isSound ? "load-tested" : "load test missed",
    stacks: [stackId(name)],
    line: `${ownCommand(`load-test ${tested} --url ${server.address}`)}  # for three seconds, as this is a rehearsal`,
    run: (shared) => {
      server.begin(first!.paths.length);
      return loadTest({
        ...shared,
        environment: short,
        service,
        url: server.address,
        testListener: false,
        decide: false,
        ifNeeded: false,
      });
    },
    code: isSound ? DONE : CHECK_FAILED,
    says: isSound ? "Passed." : "does not stand",
    outcome: ({ results }) => results.map(outcomeOf).join("; "),
  };
}

const outcomeOf = ({ service, passed, missed, measured }: LoadTestResult): string =>
  passed
    ? `${service}: ${measured.answered} of ${measured.due} answered, p99 ${measured.times?.p99} ms: passed, stored`
    : `${service}: ${missed.join(", ")} (exit ${CHECK_FAILED}), stored`;

/** A server on loopback, in good order or broken under load. */
class StandInServer {
  isBroken = false;
  private good = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<StandInServer> {
    const server = createServer((_, response) => {
      response.statusCode = made.answer();
      response.end();
    });
    const made = new StandInServer(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return made;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @param looks requests before there is a load, which a broken one answers as well */
  begin(looks: number): void {
    this.good = looks;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(): number {
    this.good -= 1;
    return this.isBroken && this.good < 0 ? 503 : 200;
  }
}
