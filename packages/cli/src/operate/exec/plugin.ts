import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Session } from "@aws-sdk/client-ecs";
import { OperationError } from "../../core/errors";
import { runAtTerminal } from "../../core/terminal-program";

const run = promisify(execFile);

const PLUGIN = "session-manager-plugin";

const INSTALL =
  "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html";

/**
 * From the release after this one on the plugin takes a session by a variable, so that its token is
 * not in the list of processes; as the AWS CLI does it (awscli/customizations/sessionmanager.py).
 */
const LAST_WITHOUT_VARIABLE = [1, 2, 497, 0];

/** The variable's name, which the plugin takes in the place of the session. */
const VARIABLE = "AWS_SSM_START_SESSION_RESPONSE";

/** The program that talks to a container. */
export interface Plugin {
  /** Whether it takes a session by a variable. */
  readonly takesVariable: boolean;
}

/** @throws OperationError, of one line, when it is not installed */
export async function requirePlugin(env: NodeJS.ProcessEnv): Promise<Plugin> {
  try {
    const { stdout } = await run(PLUGIN, ["--version"], { env });
    return { takesVariable: isNewer(stdout.trim()) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") {
      throw new OperationError(
        `${PLUGIN} does not start (${code}): install it anew from ${INSTALL}`,
      );
    }
    throw new OperationError(`${PLUGIN} is missing: install it from ${INSTALL}`);
  }
}

/** Whatever is no version takes a session as all releases do. */
function isNewer(version: string): boolean {
  if (!/^\d+(\.\d+){1,3}$/.test(version)) return false;
  const parts = version.split(".").map(Number);
  const index = LAST_WITHOUT_VARIABLE.findIndex((part, place) => (parts[place] ?? 0) !== part);
  return index !== -1 && (parts[index] ?? 0) > LAST_WITHOUT_VARIABLE[index]!;
}

export interface SessionPlace {
  readonly region: string;
  /** What Session Manager knows the container by: `ecs:<cluster>_<task>_<runtime id>`. */
  readonly target: string;
}

/**
 * Hands a session over to the plugin, which talks to the person until it ends.
 *
 * @param credentials for the key that encrypts the session, and to take it up again when the network
 *   fails; those that opened it
 * @returns the plugin's exit code
 */
export function talk(
  { takesVariable }: Plugin,
  session: Session,
  { region, target }: SessionPlace,
  credentials: NodeJS.ProcessEnv,
): Promise<number> {
  const { sessionId: SessionId, streamUrl: StreamUrl, tokenValue: TokenValue } = session;
  const response = JSON.stringify({ SessionId, StreamUrl, TokenValue });
  const args = [
    takesVariable ? VARIABLE : response,
    region,
    "StartSession",
    // No profile: the credentials are in its variables.
    "",
    JSON.stringify({ Target: target }),
    `https://ssm.${region}.amazonaws.com`,
  ];
  const env = { ...credentials, ...(takesVariable && { [VARIABLE]: response }) };
  return runAtTerminal(PLUGIN, args, { env });
}
