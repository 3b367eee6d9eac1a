import { isMereStatus, oneLine } from "./error";
import { hindranceOf, HindranceError, isWebPage, type Asker, type Hindrance } from "./hindrance";
import { isLocal } from "../local-error";
import { keysBesideProfile, originOf, renewalOf } from "./profile";
import { endpointOf, type Service } from "../endpoint";
import { OperationError } from "../errors";

type Handler = (args: unknown) => Promise<{ readonly response?: unknown }>;

/** What all clients of the AWS SDK have, each with handlers of types of its own. */
interface SdkClient {
  readonly middlewareStack: { add(...args: never[]): void };
}

interface MiddlewareStack {
  add(middleware: (next: Handler) => Handler, options: Readonly<Record<string, string>>): void;
}

/** Keys that do not end. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Keys of a session. */
export interface AwsSession extends AwsKeys {
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Where and as whom AWS is asked. */
export interface AwsAccess {
  readonly region: string;
  /** Address of an emulator, for services without one of their own in `env`. @default AWS itself */
  readonly endpoint?: string | undefined;
  /** @default the standard chain: environment, profile, single sign-on, role */
  readonly credentials?: AwsKeys | (() => Promise<AwsSession>) | undefined;
  /** The profile with which that chain begins. @default what the environment says */
  readonly profile?: string | undefined;
  /**
   * Where that chain begins, to tell what is wrong with it, and where AWS_ENDPOINT_URL_<SERVICE>
   * is. @default nothing is known of them
   */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

const nothing = () => {};

/** Keys beside a profile are for another account, and what the SDK warns of is meant. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** What a client of the AWS SDK for one service is made with. */
export function accessTo(
  service: Service,
  { region, endpoint, env = {}, profile, credentials }: AwsAccess,
) {
  const given = credentials ?? (profile === undefined ? keysBesideProfile(env) : undefined);
  return {
    region,
    ...endpointOf(service, env, endpoint),
    ...(profile !== undefined && { profile, logger: SILENT }),
    ...(given && { credentials: given }),
  };
}

/**
 * A client of the AWS SDK for one service, which says in words for people what keeps AWS from answering.
 *
 * @param more settings of the client @default the SDK's own
 */
export function clientOf<Client extends SdkClient>(
  service: Service,
  Client: new (settings: ReturnType<typeof accessTo> & { maxAttempts?: number }) => Client,
  asked: AwsAccess,
  more: { readonly maxAttempts?: number } = {},
): Client {
  const access = accessTo(service, asked);
  return telling(new Client({ ...access, ...more }), { ...access, env: asked.env });
}

/**
 * Has a client of the AWS SDK say in words for people what keeps AWS from answering, whichever
 * command asks and whatever it makes of other answers.
 *
 * @param whoAmI asks AWS what it answers to everybody, for what S3 does not say: to a HEAD request
 *   it answers with a mere status. @default that stays as it is
 * @returns the client
 */
export function telling<Client extends SdkClient>(
  client: Client,
  asker: Asker,
  whoAmI?: () => Promise<unknown>,
): Client {
  const middleware =
    (next: Handler): Handler =>
    (args) =>
      tellHindrance(asker, async () => {
        const result = await next(args).catch(async (error: unknown) => {
          if (whoAmI && isMereStatus(error)) await expectKnown(whoAmI);
          throw error;
        });
        // Where a web page has the status of success, the SDK reads an empty answer in it.
        if (isWebPage(result.response))
          throw Object.assign(new Error(), { $response: result.response });
        return result;
      });
  // Around all others, the one that finds credentials included.
  const stack: unknown = client.middlewareStack;
  (stack as MiddlewareStack).add(middleware, { step: "initialize", priority: "high" });
  return client;
}

/**
 * Does work that asks AWS, or that has the SDK look for credentials.
 *
 * @throws HindranceError where AWS answers nothing, whatever is asked
 */
export async function tellHindrance<Result>(
  asker: Asker,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OperationError) throw error;
    const hindrance = hindranceOf(error, asker) ?? unreadable(error, asker);
    throw hindrance ? new HindranceError(hindrance, error) : error;
  }
}

/** A file that the SDK wants to read is one with credentials, or with a token for some. */
function unreadable(error: unknown, { env = {} }: Asker): Hindrance | undefined {
  const { path } = error as NodeJS.ErrnoException;
  if (path === undefined || !isLocal(error)) return undefined;
  const words = originOf(env)?.words ?? "this machine";
  const what = `${words} gives no AWS credentials: ${oneLine(error)}`;
  return { kind: "credentials", what, repair: renewalOf(env) };
}

/** @throws HindranceError where AWS does not know who asks */
async function expectKnown(whoAmI: () => Promise<unknown>): Promise<void> {
  await whoAmI().catch((error: unknown) => {
    if (error instanceof HindranceError) throw error;
  });
}
