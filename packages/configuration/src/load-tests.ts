import {
  testedPaths,
  type LoadTestOptions,
} from "@groundwork/constructs/container-service/options";
import type { Environment } from "./environment";

/** A test of one service of an environment. */
export interface LoadTest extends Omit<LoadTestOptions, "paths"> {
  readonly environment: string;
  readonly service: string;
  /** What is asked for, by turns. */
  readonly paths: readonly string[];
}

/** The tests of an environment's services: their own, or what the environment says of all. */
export const loadTestsOf = ({ name, services, loadTest: common }: Environment): LoadTest[] =>
  services.flatMap(({ name: service, http, loadTest: own }) => {
    const loadTest = own ?? common;
    if (http === undefined || loadTest === undefined) return [];
    return [{ ...loadTest, environment: name, service, paths: testedPaths(http, own?.paths) }];
  });

/**
 * The tests that an environment's services must have passed before they come to it: for each, the
 * last before it in the order of delivery that is no production. Nothing is demanded of what is no
 * production itself.
 */
export function testsBefore(
  environments: readonly Environment[],
  environment: Environment,
): LoadTest[] {
  if (!environment.production) return [];
  const place = environments.findIndex(({ name }) => name === environment.name);
  const before = environments.slice(0, place).filter(({ production }) => !production);
  return environment.services.flatMap(({ name, http }) => {
    if (http === undefined) return [];
    const tests = before.flatMap(loadTestsOf).filter(({ service }) => service === name);
    return tests.slice(-1);
  });
}

/**
 * Whether a deployment of a service waits for its test, once the new tasks take the requests of the
 * test listener alone.
 */
export const isTestedAtDeployment = (
  { services }: Pick<Environment, "services">,
  { service: name }: Pick<LoadTest, "service">,
): boolean =>
  services.some(
    ({ name: own, deployment }) =>
      own === name && deployment.strategy !== "ROLLING" && deployment.waitMinutes > 0,
  );

/**
 * Whether workflows test an environment once it is applied. They send no load to what customers use.
 *
 * @param name of the owner of a stack, which need be no environment
 */
export const isTestedByWorkflows = (environments: readonly Environment[], name: string): boolean =>
  environments.some((one) => one.name === name && !one.production && loadTestsOf(one).length > 0);
