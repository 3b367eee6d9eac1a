import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "./errors";

/** What names the emulator of all services that have none of their own. */
export const ALL_SERVICES = "AWS_ENDPOINT_URL";

/** Of one service, such as AWS_ENDPOINT_URL_S3; the SDK and Terraform read them too. */
const ENDPOINT = /^AWS_ENDPOINT_URL(_|$)/;

/**
 * The address of the emulator that AWS_ENDPOINT_URL names; undefined where AWS itself is asked.
 *
 * @throws OperationError when it, or that of one service, is no address
 */
export function emulatorEndpoint(env: NodeJS.ProcessEnv): string | undefined {
  for (const [name, value] of Object.entries(env)) {
    if (ENDPOINT.test(name) && value && !isAddress(value)) {
      throw new OperationError(
        `${name}: got ${value}, expected the address of an emulator, such as http://127.0.0.1:4566; unset it to reach AWS`,
      );
    }
  }
  return env[ALL_SERVICES] || undefined;
}

/** A folder's name for what is kept of one emulator, apart from others and from AWS. */
export const emulatorFolder = (endpoint: string): string =>
  new URL(endpoint).host.replace(":", "-");

/** Services that are asked, as variables have their names. */
export type Service =
  | "APPLICATION_AUTO_SCALING"
  | "CLOUDWATCH"
  | "CLOUDWATCH_LOGS"
  | "CODEDEPLOY"
  | "DYNAMODB"
  | "EC2"
  | "ECR"
  | "ECS"
  | "ELASTIC_LOAD_BALANCING_V2"
  | "EVENTBRIDGE"
  | "IAM"
  | "KMS"
  | "RESOURCE_GROUPS_TAGGING_API"
  | "S3"
  | "SNS"
  | "SSM"
  | "STS";

/** Where an emulator is, and by which variable; nothing where AWS itself is asked. */
export interface EmulatorAddress {
  readonly endpoint?: string;
  readonly endpointVariable?: string;
}

/**
 * Where one service is reached: its own variable wins, as with Terraform. The SDK heeds it where no
 * address is given, but in the process's own environment only, and a rehearsal has another.
 *
 * @param endpoint of all services that have none of their own
 */
export function endpointOf(
  service: Service,
  env: NodeJS.ProcessEnv,
  endpoint = emulatorEndpoint(env),
): EmulatorAddress {
  const endpointVariable = `AWS_ENDPOINT_URL_${service}`;
  const own = env[endpointVariable];
  if (own) return { endpoint: own, endpointVariable };
  return endpoint === undefined ? {} : { endpoint, endpointVariable: ALL_SERVICES };
}

/** The variable by which commands work with stand-ins, as in a rehearsal; a kept one prints it. */
export const STAND_INS_VARIABLE = "GROUNDWORK_STAND_INS";

/** Whether stand-ins are asked for, by anything but what says no. */
export const wantsStandIns = (env: NodeJS.ProcessEnv): boolean =>
  !/^(0|false)?$/.test(env[STAND_INS_VARIABLE] ?? "");

/** Whether all that is asked of AWS goes to an emulator on this machine. */
export const isAllLoopback = (env: NodeJS.ProcessEnv): boolean => elsewhere(env).length === 0;

/** The addresses that do not lead to this machine; AWS's own counts, which no variable names. */
const elsewhere = (env: NodeJS.ProcessEnv) =>
  Object.entries({ [ALL_SERVICES]: undefined, ...env })
    .filter(([name, value]) => ENDPOINT.test(name) && (value || name === ALL_SERVICES))
    .filter(([, value]) => !isLoopback(value ?? ""));

/**
 * Stand-ins in a state of AWS would have the next plan destroy all that it manages.
 *
 * @throws OperationError where they are asked for, and not every address is one of this machine
 */
export function expectEmulatorForStandIns(env: NodeJS.ProcessEnv): void {
  if (!wantsStandIns(env)) return;
  const others = elsewhere(env);
  if (others.length === 0) return;
  const got = others.map(([name, value]) => (value ? `${name}=${value}` : `no ${name}`)).join(", ");
  throw new OperationError(
    `${STAND_INS_VARIABLE} is set, and stand-ins are for an emulator on this machine: got ${got}, expected ` +
      `an address such as http://127.0.0.1:4566, as ${ownCommand("rehearse --keep")} prints it. ` +
      `To reach AWS: unset ${STAND_INS_VARIABLE}`,
  );
}

/** Whether an address leads to this machine and nowhere else. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

const isAddress = (text: string): boolean => /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text);
