import type { Environment, Service } from "@groundwork/configuration";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";

/** Where the requests of a test go. */
export interface Target {
  readonly url: URL;
  /** Their `Host`. @default the URL's */
  readonly host?: string | undefined;
}

/**
 * An address that somebody names, for an environment that answers under another than its own.
 *
 * @throws OperationError for what is no http or https, or has more than host and port
 */
export function namedTarget(text: string): Target {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    `${url.pathname}${url.search}${url.hash}${url.username}${url.password}` === "/";
  if (isBare) return { url };
  throw new OperationError(
    `--url: got ${text || "nothing"}, expected an address such as https://staging.example.com; the paths are those of loadTest`,
  );
}

/**
 * The address of the load balancer of an environment, and the host by which it knows a service.
 *
 * @param url the stack's output of that name; undefined where there is none
 * @param testListener whether the next version is meant
 * @throws OperationError where there is no such address
 */
export function ownTarget(
  environment: Environment,
  service: Service,
  { url: output, testListener }: { readonly url: unknown; readonly testListener: boolean },
): Target {
  const { name } = environment;
  const text = String(output ?? "");
  if (!URL.canParse(text)) {
    throw new OperationError(
      `${stackIdOf(environment)} has no output url, so it is not known where ${service.name} answers: apply it, or name the address: ${ownCommand(`load-test ${name} ${service.name} --url https://...`)}`,
    );
  }
  const url = new URL(new URL(text).origin);
  if (testListener) url.port = String(testPort(environment));
  const hosts = service.http?.hosts ?? [];
  const [host] = hosts;
  if (host === undefined || hosts.includes(url.hostname)) return { url };
  // A wildcard stands for any name; certificates are for one label.
  return { url, host: host.replace(/^\*/, "load-test") };
}

/**
 * The port behind which the next version of a service is.
 *
 * @throws OperationError where there is none
 */
export function testPort({ name, loadBalancer }: Environment): number {
  if (loadBalancer.testListener) return loadBalancer.testListener.port;
  throw new OperationError(
    `--test-listener: ${name}.loadBalancer.testListener: got none, expected one, such as { allowedCidrs: ["192.0.2.0/24"] }`,
  );
}
