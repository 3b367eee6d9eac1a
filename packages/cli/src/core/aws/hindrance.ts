import { ownCommand } from "@groundwork/constructs/own-command";
import { httpStatus, isMereStatus, oneLine } from "./error";
import { badCredentials, noCredentials, OPEN_REGIONS } from "./credentials";
import { ALL_SERVICES } from "../endpoint";
import { OperationError } from "../errors";
import { isLocal } from "../local-error";

/** What keeps AWS from answering whatever is asked, for everybody to tell in the same words. */
export interface Hindrance {
  /**
   * No answer, that of somebody else, a fault of AWS's own, a wrong clock, or credentials that are
   * none, have ended or are not taken.
   */
  readonly kind: "silence" | "stranger" | "fault" | "clock" | "credentials";
  readonly what: string;
  /** What mends it, as the first half of a sentence. */
  readonly repair: string;
}

/** Who asks AWS, and where: what a hindrance can come from. */
export interface Asker {
  /** Where profile, keys and proxies stand. @default nothing is known of them */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly region?: string | undefined;
  /** Of an emulator. @default AWS itself */
  readonly endpoint?: string | undefined;
  /** What names that. @default AWS_ENDPOINT_URL */
  readonly endpointVariable?: string | undefined;
}

/** AWS answers nothing, whatever is asked; the error that said so is the cause. */
export class HindranceError extends OperationError {
  constructor(
    readonly hindrance: Hindrance,
    override readonly cause?: unknown,
  ) {
    super(withRepair(hindrance));
  }
}

/** In one text with what mends it. */
const withRepair = ({ what, repair }: Pick<Hindrance, "what" | "repair">): string =>
  `${what.replace(/\.$/, "")}. ${repair[0]!.toUpperCase()}${repair.slice(1)}, then run it again`;

/** What AWS says to credentials that have ended. */
const ENDED = /^(Expired.*|RequestExpired)$/;

/** What AWS says to credentials that it does not take. */
const REFUSED =
  /^(InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|Unrecognized\w*|SignatureDoesNotMatch|InvalidSignature\w*|AuthFailure|IncompleteSignature|MissingAuthenticationToken\w*|NotAuthorized|RegionDisabledException)$/;

/** What the SDK says where it finds none. */
const NONE = /(ProviderError|^CredentialsError)$/;

/**
 * What the signer says where several requests at once ask anew for credentials that have ended
 * (@smithy/signature-v4, validateResolvedCredentials).
 */
const UNSIGNED = /^Resolved credential object is not valid/;

/** What AWS says to requests of another time than its own. */
const BAD_TIME = /^Request(TimeTooSkewed|InTheFuture)$/;

/** As those services say it whose name for it is that of any signature which does not fit. */
const BAD_TIME_TEXT = /^Signature (expired|not yet current)/;

/**
 * The one place that says what is wrong with network, clock, region, profile or credentials.
 *
 * @returns undefined for what AWS says of the one thing that was asked, and for other errors
 */
export function hindranceOf(
  error: unknown,
  asker: Asker = {},
  now = new Date(),
): Hindrance | undefined {
  if (error instanceof HindranceError) return error.hindrance;
  const status = httpStatus(error) ?? 0;
  if (status >= 500) return fault(status, error, asker);
  if (isSilence(error)) return silence(error, asker);
  if (isStranger(error)) return stranger(asker);
  const { name = "", message = "" } = (error ?? {}) as Partial<Error>;
  const refused = REFUSED.test(name);
  if (BAD_TIME.test(name) || (refused && BAD_TIME_TEXT.test(message))) {
    return {
      kind: "clock",
      what: `the clock of this machine is not that of AWS, it says ${now.toISOString()}: ${oneLine(error)}`,
      repair: "set the clock, best by a time server",
    };
  }
  if (NONE.test(name)) return noCredentials(error, asker);
  const ended = ENDED.test(name) || UNSIGNED.test(message);
  return refused || ended ? badCredentials(error, asker, ended) : undefined;
}

function silence(error: unknown, asker: Asker): Hindrance {
  const { endpoint, endpointVariable: variable = ALL_SERVICES, region, env = {} } = asker;
  const kind = "silence";
  const said = oneLine(error).replace(READ_ERROR, "");
  if (isUntrusted(error)) {
    return {
      kind,
      what: `AWS cannot be reached: the certificate of what answers is not trusted: ${said}`,
      repair:
        "have NODE_EXTRA_CA_CERTS and AWS_CA_BUNDLE name the file of your network's certificate authority",
    };
  }
  if (endpoint !== undefined) {
    return {
      kind,
      what: `nothing answers at ${endpoint}, the emulator of ${variable}: ${said}`,
      // One of a single service is none that a rehearsal starts, nor alone between us and AWS.
      repair:
        variable === ALL_SERVICES
          ? `start it (${ownCommand("rehearse --keep")}), or unset ${variable} to reach AWS`
          : `start it, or unset ${variable}`,
    };
  }
  const proxy = ["HTTPS_PROXY", "https_proxy"].find((name) => env[name]);
  if (proxy !== undefined) {
    return {
      kind,
      what: `AWS cannot be reached: ${said}`,
      repair: `reach AWS without a proxy: ${proxy} is heeded by Terraform, and not by the AWS SDK for JavaScript`,
    };
  }
  const isUnknownHost = /ENOTFOUND/.test(said) && region !== undefined && !OPEN_REGIONS.has(region);
  return {
    kind,
    what: `AWS cannot be reached: ${said}`,
    repair: isUnknownHost
      ? `check the network, and that ${region}, the region in environments/organization.ts, is one of AWS's`
      : "check the network and what stands in it, such as a VPN or a firewall",
  };
}

const stranger = ({ endpoint, endpointVariable = ALL_SERVICES }: Asker): Hindrance => ({
  kind: "stranger",
  what: `what answers ${endpoint === undefined ? "for AWS" : `at ${endpoint}`} is not AWS: it sends a page, or something else that AWS does not`,
  repair:
    endpoint === undefined
      ? "check the network: a sign-in page or a proxy may be in the way"
      : `have ${endpointVariable} name an emulator, or unset it to reach AWS`,
});

const fault = (status: number, error: unknown, { endpoint }: Asker): Hindrance => ({
  kind: "fault",
  what: `${endpoint === undefined ? "AWS" : `the emulator at ${endpoint}`} has a fault of its own: it answers with ${status}${saidOf(error)}`,
  repair:
    endpoint === undefined
      ? "wait a while; https://health.aws.amazon.com/health/status tells of faults that last"
      : "look at what the emulator says",
});

const saidOf = (error: unknown): string => (isMereStatus(error) ? "" : `: ${oneLine(error)}`);

/** What the SDK says where there are no credentials, which no network mends; and interruptions. */
const NO_SILENCE = /ProviderError$|^AbortError$/;

/** Codes by which Node names mistakes of a program. */
const MISTAKE = /^(ERR_INVALID_|MODULE_NOT_FOUND)/;

/**
 * Whether AWS did not answer at all: its name, the way to it, its certificate or the time failed.
 * Such an error has a code of Node's or OpenSSL's, and no status; it may be another one's cause.
 */
export function isSilence(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  // One of a process has its output, and what that says is not AWS's.
  if ("stdout" in error) return false;
  const { name, code, cause } = error as NodeJS.ErrnoException;
  if (NO_SILENCE.test(name) || isLocal(error)) return false;
  // An answer that ended halfway has both.
  if (httpStatus(error) !== undefined) return isUnread(error) && typeof code === "string";
  if (name === "TimeoutError") return true;
  return typeof code === "string" ? !MISTAKE.test(code) : isSilence(cause);
}

/** Codes of OpenSSL's and Node's for certificates. */
const UNTRUSTED = /SELF_SIGNED|ISSUER_CERT|UNABLE_TO_VERIFY|^CERT_|CERT_ALTNAME/;

const isUntrusted = (error: unknown): boolean => {
  const { code, cause } = error as NodeJS.ErrnoException;
  return code === undefined ? cause !== undefined && isUntrusted(cause) : UNTRUSTED.test(code);
};

/** Whether an answer came that the SDK could not read; its message ends with a hint for programmers. */
const isUnread = (error: unknown): boolean => READ_ERROR.test((error as Error).message);

const READ_ERROR = /\s*Deserialization error: [^]*/;

/** Whether somebody else answered: with a page, or anything else that is not of AWS. */
function isStranger(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("$response" in error)) return false;
  return isUnread(error) || isWebPage(error.$response);
}

/** AWS gives each of its answers an id, also where it is a page that somebody keeps in S3. */
export function isWebPage(response: unknown): boolean {
  const { headers } = (response ?? {}) as { headers?: Readonly<Record<string, string>> };
  if (headers === undefined || !/^text\/html/i.test(headers["content-type"] ?? "")) return false;
  return !Object.keys(headers).some((name) => /^x-amz(n)?-/i.test(name));
}
