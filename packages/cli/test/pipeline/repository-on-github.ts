import type { Answer, Call } from "../support/fake-github";

/** A repository whose services/web is proposed to environments/. */
export interface Remote {
  /** Text of the environments' files. */
  readonly file: string;
  /** What git names the folder of web by, at the tip of the branch. */
  readonly tree: string;
  /** The pull requests that are open. @default none */
  readonly open?: readonly object[];
  /** Whether the branch of the proposal is there. @default false */
  readonly branch?: boolean;
  /** Answers before all others. @default nothing */
  readonly answer?: (call: Call) => unknown;
}

/** What GitHub says of it. */
export const repository =
  ({ file, tree, open = [], branch = false, answer }: Remote): Answer =>
  (call) => {
    const first = answer?.(call);
    if (first !== undefined) return first;
    const { method, path } = call;
    if (path === "/git/ref/heads/main") return { object: { sha: "tip" } };
    if (path === "/git/trees/tip") {
      return { tree: [{ path: "services", type: "tree", sha: "services" }] };
    }
    if (path === "/git/trees/services") return { tree: [{ path: "web", type: "tree", sha: tree }] };
    if (path.startsWith("/contents/environments/")) {
      return { encoding: "base64", content: Buffer.from(file).toString("base64") };
    }
    if (path === "/git/commits/tip") return { tree: { sha: "before" } };
    if (path.startsWith("/git/ref/heads/image/")) return branch ? {} : 404;
    if (method === "POST" && /^\/git\/(trees|commits)$/.test(path)) return { sha: "made" };
    if (path.startsWith("/pulls?")) return open;
    if (path === "/pulls") return { html_url: "https://github.com/acme/infra/pull/8" };
    return {};
  };
