import { JsonAws } from "./json-aws";

/** As much of Parameter Store as layers are read by, in its own protocol. */
export class FakeParameterStore extends JsonAws {
  /** What there is, by name. */
  readonly values = new Map<string, string>();
  /** Whether it lets nobody read. */
  refuses = false;

  protected override answer(action: string, { Names = [] }: { Names?: string[] }): object | string {
    if (this.refuses) return "AccessDeniedException";
    if (action !== "GetParameters") return "NobodyHasSaidWhatThisAnswers";
    // SSM API, GetParameters.
    if (Names.length > 10) return "ValidationException";
    const found = Names.filter((name) => this.values.has(name));
    return {
      Parameters: found.map((Name) => ({ Name, Value: this.values.get(Name) })),
      InvalidParameters: Names.filter((name) => !this.values.has(name)),
    };
  }

  get env(): NodeJS.ProcessEnv {
    return { AWS_ENDPOINT_URL_SSM: this.endpoint };
  }
}
