import { OperationError } from "./errors";

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
  return env["AWS_ENDPOINT_URL"] || undefined;
}

const isAddress = (text: string): boolean => /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text);
