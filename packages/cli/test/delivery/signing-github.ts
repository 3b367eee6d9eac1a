import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const ISSUER = "https://token.actions.githubusercontent.com";
export const JWKS = `${ISSUER}/.well-known/jwks`;
export const TOKENS = "https://runner/token";

/** What GitHub says of a job of main that prod's reviewers have let pass. */
export const CLAIMS = {
  repository_id: "42",
  ref: "refs/heads/main",
  event_name: "push",
  environment: "prod",
};

/** Two large primes take longer to find than all else in a test. */
let keysOfGithub: ReturnType<typeof generateKeyPair> | undefined;

/** GitHub as a job and whoever looks at its tokens reach it: in the place of `fetch`. */
export class SigningGithub {
  /** What is said of the job that asks for a token. */
  claims: object = CLAIMS;
  /** How old the tokens are that it gives. */
  ageSeconds = 0;
  /** Answers that it gives in the place of its own, by their address; an error is none. */
  readonly answers: Record<string, () => Promise<unknown>> = {};

  private constructor(private readonly keys: Awaited<ReturnType<typeof generateKeyPair>>) {}

  static async create(): Promise<SigningGithub> {
    keysOfGithub ??= generateKeyPair("RS256");
    return new SigningGithub(await keysOfGithub);
  }

  /** Somebody else, who says to be GitHub. */
  static async another(): Promise<SigningGithub> {
    return new SigningGithub(await generateKeyPair("RS256"));
  }

  readonly fetch: typeof fetch = async (asked) => {
    const url = new URL(String(asked));
    const address = `${url.origin}${url.pathname}`;
    const answer = this.answers[address] ?? (() => this.answer(address, url));
    return Response.json(await answer());
  };

  /** A token, as GitHub signs it. */
  sign(audience: string, claims: object = this.claims): Promise<string> {
    const now = Math.floor(Date.now() / 1000) - this.ageSeconds;
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "k" })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + 300)
      .sign(this.keys.privateKey);
  }

  private async answer(address: string, { searchParams }: URL): Promise<unknown> {
    if (address === TOKENS) return { value: await this.sign(searchParams.get("audience")!) };
    if (address !== JWKS) throw new Error(`got ${address}, expected an address of GitHub's`);
    return { keys: [{ ...(await exportJWK(this.keys.publicKey)), kid: "k" }] };
  }
}

/** The variables of a job that may ask for tokens. */
export const job = (actor: string): NodeJS.ProcessEnv => ({
  GITHUB_ACTIONS: "true",
  GITHUB_ACTOR: actor,
  GITHUB_REPOSITORY: "acme/shop",
  GITHUB_RUN_ID: "7",
  ACTIONS_ID_TOKEN_REQUEST_URL: `${TOKENS}?api-version=2`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request",
});
