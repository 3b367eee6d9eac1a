import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { AxeResults } from "axe-core";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";

/** The browser that the variable CHROME_PATH names, or one of those that Debian and Google install. */
export function findBrowser(env: NodeJS.ProcessEnv): string | undefined {
  const named = env["CHROME_PATH"];
  if (named) return named;
  const names = ["chromium", "google-chrome", "chromium-browser", "chrome"];
  const folders = (env["PATH"] ?? "").split(path.delimiter);
  const files = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return files.find((file) => existsSync(file));
}

/**
 * Chromium as root in a container: no sandbox, no graphics card, and nothing that it asks the network
 * for by itself. https://peter.sh/experiments/chromium-command-line-switches/
 */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--hide-scrollbars",
  // The protocol comes by two pipes and no port, so nobody else reaches it.
  "--remote-debugging-pipe",
];

/** The browser, and no page of it. */
const WHOLE = "";

type Answer = { readonly id?: number; readonly method?: string; readonly [field: string]: any };

/** A page in a headless browser, driven by its debugging protocol (https://chromedevtools.github.io/devtools-protocol/). */
export class Browser {
  /** What the page has said: errors, and what its policy has refused. */
  readonly said: string[] = [];
  private session: string | undefined;
  private last = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly events = new Map<string, () => void>();

  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {
    let rest = "";
    (process.stdio[4] as Readable).setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\0");
      rest = parts.pop()!;
      for (const part of parts) this.take(JSON.parse(part) as Answer);
    });
  }

  static async start(file: string): Promise<Browser> {
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-browser-"));
    const flags = [...FLAGS, `--user-data-dir=${folder}`, "about:blank"];
    const process = spawn(file, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    await new Promise<void>((resolve, reject) => {
      process.once("spawn", resolve).once("error", reject);
    });
    const browser = new Browser(process, folder);
    const { targetInfos } = await browser.send("Target.getTargets");
    const { targetId } = targetInfos.find(({ type }: { type: string }) => type === "page");
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    browser.session = sessionId;
    for (const domain of ["Page", "Runtime", "Log", "Performance"]) {
      await browser.send(`${domain}.enable`);
    }
    return browser;
  }

  /** Opens a page, and returns when all of it is loaded. */
  async open(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => this.events.set("Page.loadEventFired", resolve));
    await this.send("Page.navigate", { url });
    await loaded;
  }

  /** How wide the window is, and whether its system is dark. */
  async show(width: number, isDark: boolean, height = 900): Promise<void> {
    await this.send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
    const value = isDark ? "dark" : "light";
    await this.send("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value }],
    });
  }

  /** The value of an expression in the page, once it is there. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value as Value;
  }

  /** What hinders people who see or hear a page, or type in it, by the rules of axe: each with where. */
  async hindrances(): Promise<string[]> {
    await this.evaluate(`${readFileSync(require.resolve("axe-core/axe.min.js"), "utf8")}; true`);
    const { violations } = await this.evaluate<Pick<AxeResults, "violations">>(
      "axe.run(document, { resultTypes: ['violations'] })",
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary ?? ""}`,
      ),
    );
  }

  /** The page as PNG, in all its length. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.send("Page.captureScreenshot", { captureBeyondViewport: true });
    return Buffer.from(data, "base64");
  }

  /** What all of its processes have taken of the processors so far, in seconds. */
  async cpuSeconds(): Promise<number> {
    const { processInfo } = await this.send("SystemInfo.getProcessInfo", {}, WHOLE);
    return processInfo.reduce((sum: number, { cpuTime }: { cpuTime: number }) => sum + cpuTime, 0);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await ended;
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private send(
    method: string,
    params: object = {},
    sessionId = this.session ?? WHOLE,
  ): Promise<Answer> {
    const id = ++this.last;
    const session = sessionId === WHOLE ? {} : { sessionId };
    const written = `${JSON.stringify({ id, method, params, ...session })}\0`;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      );
      (this.process.stdio[3] as Writable).write(written);
    });
  }

  private take({ id, method, ...rest }: Answer): void {
    if (id !== undefined) {
      this.waiting.get(id)?.(rest as Answer);
      this.waiting.delete(id);
    } else if (method !== undefined) {
      const params = rest["params"];
      if (method === "Log.entryAdded") this.said.push(params.entry.text);
      if (method === "Runtime.exceptionThrown") {
        this.said.push(params.exceptionDetails.exception?.description ?? "an exception");
      }
      this.events.get(method)?.();
    }
  }
}
