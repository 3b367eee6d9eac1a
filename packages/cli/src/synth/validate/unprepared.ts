import { OperationError } from "../../core/errors";

/** More of it, such as a list of addresses that were tried, hides what there is to do. */
const MOST = 400;

/**
 * Why a stack cannot be validated, in one line: mostly there is no network, or no provider for it.
 *
 * @param said by `terraform init`, in an error
 */
export function unprepared(stack: string, said: string): OperationError {
  const reason = reasonIn(said);
  const shown = reason.length > MOST ? `${reason.slice(0, MOST)}...` : reason;
  return new OperationError(
    `${stack}: providers or modules cannot be had, so nothing was validated: ${shown} ` +
      "(packages/docs/validate.md names what helps: the network, a proxy, a mirror)",
  );
}

/** The first error's details up to its advice; Terraform breaks lines at 78 columns. */
function reasonIn(said: string): string {
  const [, ...errors] = said.split(/^[\s│]*Error: /m);
  const [heading = "", ...paragraphs] = (errors[0] ?? said.slice(said.indexOf("\n") + 1)).split(
    /\n[\s│]*\n/,
  );
  const advice = paragraphs.findIndex((one) => /^[\s│]*To see which modules/.test(one));
  const details = advice < 0 ? paragraphs : paragraphs.slice(0, advice);
  return [heading, ...details]
    .join(": ")
    .replace(/[\s│╵╷]+/g, " ")
    .replaceAll(/:\s*:/g, ":")
    .replace(/[.:\s]+$/, "")
    .trim();
}
