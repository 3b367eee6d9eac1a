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

/** Services that are asked, as variables have their names. */
export type Service =
  "CODEDEPLOY" | "DYNAMODB" | "ECS" | "IAM" | "KMS" | "S3" | "SNS" | "SSM" | "STS";

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

const isAddress = (text: string): boolean => /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text);
