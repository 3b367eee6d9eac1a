import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

/** Requests that are sent at a fixed rate, whatever becomes of those before. */
export interface Load {
  /** Protocol, host and port. */
  readonly url: URL;
  /** `Host` of the requests, by which certificates are known too. @default the URL's */
  readonly host?: string | undefined;
  /** Asked for by turns. */
  readonly paths: readonly string[];
  readonly requestsPerSecond: number;
  /** How many requests there are in all. */
  readonly count: number;
  /** Milliseconds after which a request counts as unanswered. */
  readonly timeLimitMs: number;
  /** How many may go wrong; with one more the rest is not sent. */
  readonly mayGoWrong: number;
  /** Ends it at once. */
  readonly signal: AbortSignal;
}

/** What became of one request: the time that its answer took, or what went wrong. */
export type Outcome = { readonly ms: number } | { readonly wrong: string };

/** What became of all. */
export interface Sent {
  /** In the order in which they ended. */
  readonly outcomes: readonly Outcome[];
  readonly seconds: number;
  /** Whether the rest was not sent. */
  readonly givenUp: boolean;
  /** How many were sent more than a second after their time, as this machine had no time for it. */
  readonly late: number;
}

/** Requests that may wait for an answer at once: more are more than a process may have files open. */
const MOST_OPEN = 900;

/** How late a request may be sent. */
const LATE_MS = 1000;

/**
 * Sends a load: each request at its time, by a connection that is free or a new one, so that a slow
 * answer keeps no other request from being sent, and hides in no other's time.
 *
 * @throws the reason of the signal
 */
export async function send(load: Load): Promise<Sent> {
  const { requestsPerSecond, count, paths, mayGoWrong, signal } = load;
  const asker = askerFor(load);
  const outcomes: Outcome[] = [];
  const waiting = new Set<Promise<void>>();
  const wrong: Outcome[] = [];
  let late = 0;
  const note = (outcome: Outcome): void => {
    outcomes.push(outcome);
    if ("wrong" in outcome) wrong.push(outcome);
  };
  const begun = performance.now();
  try {
    let next = 0;
    while (next < count && wrong.length <= mayGoWrong) {
      signal.throwIfAborted();
      const now = performance.now();
      const dueMs = begun + (next * 1000) / requestsPerSecond;
      if (dueMs > now) {
        await sleep(Math.max(1, dueMs - now), undefined, { signal }).catch(() => undefined);
        continue;
      }
      if (now - dueMs > LATE_MS) late += 1;
      if (waiting.size >= MOST_OPEN) {
        note({ wrong: `not sent, as ${MOST_OPEN} others waited for an answer` });
      } else {
        const one = asker.ask(paths[next % paths.length]!).then(note);
        const ended = one.finally(() => waiting.delete(ended));
        waiting.add(ended);
      }
      next += 1;
      // Answers are read between any two.
      if (next % 16 === 0) await sleep(0);
    }
    const seconds = (performance.now() - begun) / 1000;
    signal.throwIfAborted();
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve()),
    );
    await Promise.race([Promise.all(waiting), aborted]);
    signal.throwIfAborted();
    return { outcomes, seconds, givenUp: next < count, late };
  } finally {
    asker.end();
  }
}

/** One request for each path, to see whether there is anybody. */
export async function firstLook(
  load: Pick<Load, "url" | "host" | "paths" | "timeLimitMs">,
): Promise<readonly { readonly path: string; readonly outcome: Outcome }[]> {
  const asker = askerFor(load);
  try {
    const looks = [];
    for (const path of load.paths) looks.push({ path, outcome: await asker.ask(path) });
    return looks;
  } finally {
    asker.end();
  }
}

interface Asker {
  ask(path: string): Promise<Outcome>;
  /** Breaks off what is under way. */
  end(): void;
}

function askerFor({ url, host, timeLimitMs }: Pick<Load, "url" | "host" | "timeLimitMs">): Asker {
  const isSecure = url.protocol === "https:";
  const agent = new (isSecure ? https : http).Agent({ keepAlive: true, maxFreeSockets: MOST_OPEN });
  const options: https.RequestOptions = {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port,
    agent,
    headers: { host: host ?? url.host, "user-agent": "groundwork load-test", accept: "*/*" },
    ...(isSecure && host !== undefined && { servername: host.replace(/:\d+$/, "") }),
  };
  const asked = new Set<http.ClientRequest>();
  const ask = (path: string, isAgain = false): Promise<Outcome> =>
    new Promise((resolve) => {
      const began = performance.now();
      const request = (isSecure ? https : http).request({ ...options, path });
      const settle = (outcome: Outcome): void => {
        clearTimeout(timer);
        asked.delete(request);
        resolve(outcome);
      };
      const timer = setTimeout(() => {
        settle({ wrong: `no answer within ${timeLimitMs} ms` });
        request.destroy();
      }, timeLimitMs);
      asked.add(request);
      request.on("error", (error: NodeJS.ErrnoException) => {
        // The server has closed a connection that was idle just when it was used again, which says
        // nothing of its answers (nodejs.org/api/http.html, request.reusedSocket).
        if (request.reusedSocket && error.code === "ECONNRESET" && !isAgain) {
          clearTimeout(timer);
          asked.delete(request);
          resolve(ask(path, true));
        } else {
          settle({ wrong: error.code ?? error.message });
        }
      });
      request.on("response", (response) => {
        const { statusCode = 0 } = response;
        const isGood = statusCode >= 200 && statusCode <= 299;
        response.on("error", () => undefined);
        response.on("end", () => {
          settle(isGood ? { ms: performance.now() - began } : { wrong: `status ${statusCode}` });
        });
        response.on("close", () => settle({ wrong: "an answer that broke off" }));
        response.resume();
      });
      request.end();
    });
  return {
    ask,
    end: () => {
      for (const request of asked) request.destroy();
      agent.destroy();
    },
  };
}
