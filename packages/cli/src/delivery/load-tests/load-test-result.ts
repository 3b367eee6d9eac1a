import type { LoadTest } from "@groundwork/configuration/load-tests";
import type { Identity } from "../store/plan-meta";

/** What the answers to a load came to. Times are in milliseconds. */
export interface Measured {
  /** Requests whose time to be sent had come: all of the test, or those until it was given up. */
  readonly due: number;
  /** Those that were answered as a whole, with a status from 200 to 299. */
  readonly answered: number;
  /** The others, counted by what went wrong, most frequent first. */
  readonly wrong: readonly { readonly what: string; readonly count: number }[];
  /** The others, in percent of those that were due. */
  readonly errorPercent: number;
  /** Times of the answers; undefined where there was none. */
  readonly times?: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly longest: number;
  };
  /** For how many seconds requests were sent. */
  readonly seconds: number;
  /** Whether it was given up as more had gone wrong than the whole test permits. */
  readonly givenUp?: true | undefined;
}

/** What was tested: the version of a service, as it ran. */
export interface TestedVersion {
  /** As the task definition names it. */
  readonly image?: string | undefined;
  /** The digest of that image: the one that it is named by, or that ECS has resolved. */
  readonly digest?: string | undefined;
  readonly taskDefinition?: string | undefined;
  /** The plan whose apply was the last of the stack. */
  readonly plan?: string | undefined;
  /** The commit of that plan. */
  readonly commit?: string | undefined;
}

/** `results/<environment>/load-tests/<service>/<id>.json` */
export interface LoadTestResult extends TestedVersion {
  readonly id: string;
  readonly environment: string;
  readonly service: string;
  readonly passed: boolean;
  /** What it did not stand, each as a sentence's end: `p99 812 ms, expected at most 300`. */
  readonly missed: readonly string[];
  readonly load: Omit<LoadTest, "environment" | "service">;
  readonly measured: Measured;
  readonly tool: { readonly name: string; readonly version: string };
  readonly place: {
    /** Where the requests went, without paths. */
    readonly url: string;
    /** Their `Host`, where that is another. */
    readonly host?: string | undefined;
    /** Whether that is the test listener, which leads to the next version. */
    readonly testListener?: true | undefined;
    /** Where they came from: the name of the machine. */
    readonly from: string;
  };
  /** Whether stand-ins took the place of what is in AWS, as in a rehearsal. */
  readonly standIns?: true | undefined;
  readonly by: Identity;
  /** When it began and ended; ISO 8601, as all times here. */
  readonly at: string;
  readonly ended: string;
  readonly runUrl?: string | undefined;
}

/** Whether JSON has the form of a result, as far as it decides anything. */
export function isLoadTestResult(value: unknown): value is LoadTestResult {
  const result = (value ?? {}) as Partial<LoadTestResult>;
  const { id, environment, service, at, ended, passed, measured, load, place } = result;
  return (
    [id, environment, service, place?.url].every((one) => typeof one === "string") &&
    [at, ended].every((time) => !Number.isNaN(Date.parse(String(time)))) &&
    typeof passed === "boolean" &&
    typeof measured?.errorPercent === "number" &&
    typeof load?.requestsPerSecond === "number" &&
    Array.isArray(result.missed)
  );
}
