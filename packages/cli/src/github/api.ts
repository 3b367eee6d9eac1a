import { OperationError } from "../core/errors";

/**
 * The REST API of GitHub, as far as workflows need it.
 * https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api
 */
export class GitHub {
  private constructor(
    /** The repository, as `owner/name`. */
    readonly repository: string,
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws OperationError outside of a workflow */
  static of(env: NodeJS.ProcessEnv): GitHub {
    const { GITHUB_REPOSITORY: repository, GH_TOKEN: token } = env;
    if (!repository || !token) {
      throw new OperationError(
        "expected GITHUB_REPOSITORY, which GitHub Actions sets, and GH_TOKEN, which the step must",
      );
    }
    return new GitHub(repository, env["GITHUB_API_URL"] ?? "https://api.github.com", token);
  }

  /** @returns undefined where there is no such thing, or the token does not reach it */
  find<Answer>(path: string): Promise<Answer | undefined> {
    return this.send<Answer>("GET", path, undefined, [404]);
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await this.send<Answer>("GET", path)) as Answer;
  }

  /**
   * All pages of a list of at most 1,000.
   *
   * @param inside the name of the list in its answer, where that is an object. @default the answer is the list
   */
  async list<Item>(path: string, inside?: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let page = 1; page <= 10; page += 1) {
      const glue = path.includes("?") ? "&" : "?";
      const answer = await this.get<Item[]>(`${path}${glue}per_page=100&page=${page}`);
      const got = inside === undefined ? answer : pageIn<Item>(answer, inside);
      items.push(...got);
      if (got.length < 100) break;
    }
    return items;
  }

  post<Answer>(path: string, body: object): Promise<Answer | undefined> {
    return this.send<Answer>("POST", path, body);
  }

  patch(path: string, body: object): Promise<unknown> {
    return this.send("PATCH", path, body);
  }

  delete(path: string): Promise<unknown> {
    return this.send("DELETE", path, undefined, [404]);
  }

  /** @param path below `/repos/<owner>/<name>` */
  private async send<Answer>(
    method: string,
    path: string,
    body?: object,
    missing: readonly number[] = [],
  ): Promise<Answer | undefined> {
    const answer = await answered(`${this.url}/repos/${this.repository}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${this.token}`,
        "content-type": "application/json",
        "user-agent": "groundwork",
        "x-github-api-version": "2022-11-28",
      },
      signal: AbortSignal.timeout(30_000),
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (missing.includes(answer.status)) return undefined;
    if (!answer.ok) {
      throw new OperationError(
        `GitHub answered ${answer.status} to ${method} ${path}: ${messageOf(text)}`,
      );
    }
    return text === "" ? undefined : (JSON.parse(text) as Answer);
  }
}

const pageIn = <Item>(answer: unknown, inside: string): readonly Item[] =>
  (answer as Readonly<Record<string, readonly Item[]>>)[inside] ?? [];

/** @throws OperationError when there is no answer at all */
async function answered(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    const { message, cause } = error as { message: string; cause?: { message?: string } };
    throw new OperationError(`GitHub did not answer: ${cause?.message || message}`);
  }
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? "nothing");
  } catch {
    return text.slice(0, 200);
  }
}
