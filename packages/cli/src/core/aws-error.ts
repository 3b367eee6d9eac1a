import { OperationError } from "./errors";

/** The status of an answer of AWS that was no success. */
export const httpStatus = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/**
 * An answer of AWS that nothing here knows better about, as one line; the answer is its cause.
 *
 * @param what was asked for
 */
export const awsError = (what: string, error: unknown): Error =>
  Object.assign(explainHindrance(error) ?? new OperationError(`${what}: ${oneLine(error)}`), {
    cause: error,
  });

/** Where credentials come from. */
export const LOG_IN_BY =
  "aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

/** What keeps AWS from answering whatever is asked, for everybody to tell in the same words. */
export interface Hindrance {
  readonly kind: "silence" | "clock" | "credentials";
  readonly what: string;
  /** What mends it, as the first half of a sentence. */
  readonly repair: string;
}

/** What AWS says to credentials that have ended, are wrong, or are none. */
const BAD_CREDENTIALS =
  /^(Expired.*|RequestExpired|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|Unrecognized\w*|SignatureDoesNotMatch|InvalidSignature\w*|AuthFailure|IncompleteSignature|\w*(Credentials|Token)ProviderError|MissingAuthenticationToken\w*|NotAuthorized|CredentialsError)$/;

/** What AWS says to requests of another time than its own. */
const BAD_TIME = /^Request(TimeTooSkewed|InTheFuture)$/;

/** As those services say it whose name for it is that of any signature which does not fit. */
const BAD_TIME_TEXT = /^Signature (expired|not yet current)/;

/**
 * Whether an error says that AWS answers nothing, and why: no network, a wrong clock, or bad
 * credentials.
 *
 * @returns undefined for what AWS says of the one thing that was asked, and for other errors
 */
export function hindranceOf(error: unknown, now = new Date()): Hindrance | undefined {
  if (isSilence(error)) {
    return {
      kind: "silence",
      what: `AWS cannot be reached: ${oneLine(error)}`,
      repair: "check the network, the proxy and AWS_ENDPOINT_URL",
    };
  }
  const { name = "", message = "" } = (error ?? {}) as Partial<Error>;
  const refused = BAD_CREDENTIALS.test(name);
  if (BAD_TIME.test(name) || (refused && BAD_TIME_TEXT.test(message))) {
    return {
      kind: "clock",
      what: `the clock of this machine is not that of AWS, it says ${now.toISOString()}: ${oneLine(error)}`,
      repair: "set the clock, best by a time server",
    };
  }
  if (!refused) return undefined;
  return {
    kind: "credentials",
    what: `AWS does not take the credentials: ${oneLine(error)}`,
    repair: `log in (${LOG_IN_BY})`,
  };
}

/** What to do about AWS answering nothing; undefined when it did answer. */
export function explainHindrance(error: unknown): OperationError | undefined {
  const hindrance = hindranceOf(error);
  return hindrance && withRepair(hindrance);
}

/** An error with what mends it. */
export const withRepair = ({ what, repair }: Omit<Hindrance, "kind">): OperationError =>
  new OperationError(
    `${what.replace(/\.$/, "")}. ${repair[0]!.toUpperCase()}${repair.slice(1)}, then run it again`,
  );

/** What the SDK says where there are no credentials, which no network mends; and interruptions. */
const NO_SILENCE = /ProviderError$|^AbortError$/;

/** Codes by which Node names mistakes of a program. */
const MISTAKE = /^(ERR_INVALID_ARG|MODULE_NOT_FOUND)/;

/** Codes by which Node tells that this machine has no room or no handles left, without a path. */
const OWN_LIMIT = /^(ENOSPC|EDQUOT|EFBIG|EIO|EROFS|EMFILE|ENFILE)$/;

/** Whether an error is about a file or a program of this machine, which it names by its path. */
export function isLocal(error: unknown): boolean {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === "string" && (typeof path === "string" || OWN_LIMIT.test(code));
}

/**
 * Whether AWS did not answer at all: its name, the way to it, its certificate or the time failed.
 * Such an error has a code of Node's or OpenSSL's, and no status; it may be another one's cause.
 */
export function isSilence(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  // One of a process has its output, and what that says is not AWS's.
  if ("stdout" in error) return false;
  const { name, code, cause } = error as NodeJS.ErrnoException;
  if (httpStatus(error) !== undefined || NO_SILENCE.test(name) || isLocal(error)) {
    return false;
  }
  if (name === "TimeoutError") return true;
  return typeof code === "string" ? !MISTAKE.test(code) : isSilence(cause);
}

/** An error as one line: its name and its message, or its code where it has none. */
export function oneLine(error: unknown): string {
  const { name, message, code } = error as NodeJS.ErrnoException;
  // Where each of a host's addresses fails, Node's error has no message of its own.
  const text = message === "" ? (code ?? "") : message;
  return `${name === "Error" ? "" : `${name}: `}${text}`.replace(/\s*\n\s*/g, " ");
}
