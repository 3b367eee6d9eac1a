import { run, type ProjectCopy } from "@groundwork/testing/project";
import { commitAll, git } from "./committed";
import { FakeGitHub, type Call } from "./fake-github";

/** A pull request that somebody has asked for. */
export interface Asked {
  readonly branch: string;
  readonly title: string;
  readonly files: readonly { readonly path: string; readonly content: string }[];
}

/** GitHub with the repository that a copy of the project is, on this machine: its commits are real ones. */
export class RepositoryOfCopy {
  readonly asked: Asked[] = [];
  private files: Asked["files"] = [];

  private constructor(private readonly copy: ProjectCopy) {}

  /** The environment in which it is GitHub's API, and what was asked of it. */
  static async start(copy: ProjectCopy, name: string) {
    const repository = new RepositoryOfCopy(copy);
    const head = await git(copy, "rev-parse", "HEAD");
    let known = await repository.read(head);
    const github = await FakeGitHub.start((call) => repository.answer(call, name, known));
    return {
      github,
      asked: repository.asked,
      /** Takes over the newest pull request, as a merge of it does. */
      merge: async (): Promise<string> => {
        for (const { path, content } of repository.asked.at(-1)!.files) {
          await copy.write(path, content);
        }
        const commit = await commitAll(copy, repository.asked.at(-1)!.title);
        known = await repository.read(commit);
        return commit;
      },
    };
  }

  /** What GitHub knows of a commit: its answers are made at once. */
  private async read(commit: string) {
    const [tree, listed] = await Promise.all([
      git(this.copy, "rev-parse", `${commit}^{tree}`),
      git(this.copy, "ls-tree", "-r", "-t", commit),
    ]);
    const entries = listed.split("\n").map((line) => {
      const [about, path] = line.split("\t");
      const [, type, sha] = about!.split(" ");
      return { path: path!, type: type!, sha: sha! };
    });
    const texts = new Map<string, string>();
    for (const { path } of entries.filter((one) => /^environments\/\w+\.ts$/.test(one.path))) {
      const { stdout } = await run("git", ["show", `${commit}:${path}`], { cwd: this.copy.root });
      texts.set(path, stdout);
    }
    return { commit, tree, entries, texts };
  }

  private answer(
    { method, path, body }: Call,
    name: string,
    known: Awaited<ReturnType<RepositoryOfCopy["read"]>>,
  ): unknown {
    const asked = path.replace(`/repos/${name}`, "");
    if (method === "GET") return this.find(asked, known);
    if (asked === "/git/trees") this.files = body.tree;
    if (asked === "/pulls") {
      this.asked.push({ branch: body.head, title: body.title, files: this.files });
      return { number: this.asked.length, html_url: `pull/${this.asked.length}` };
    }
    return { sha: "1".repeat(40) };
  }

  private find(
    asked: string,
    { commit, tree, entries, texts }: Awaited<ReturnType<RepositoryOfCopy["read"]>>,
  ): unknown {
    if (asked === "/git/ref/heads/main") return { object: { sha: commit } };
    if (asked.startsWith("/git/commits/")) return { tree: { sha: tree } };
    if (asked.startsWith("/pulls?")) return [];
    const file = /^\/contents\/(.+)\?ref=/.exec(asked)?.[1];
    if (file !== undefined) {
      const content = Buffer.from(texts.get(file) ?? "").toString("base64");
      return { content, encoding: "base64" };
    }
    const folder = /^\/git\/trees\/(\w+)$/.exec(asked)?.[1];
    if (folder === undefined) return 404;
    const own = entries.find(({ sha, type }) => sha === folder && type === "tree");
    const prefix = own === undefined ? "" : `${own.path}/`;
    const below = entries.filter((one) => one.path.startsWith(prefix));
    return {
      tree: below
        .map((one) => ({ ...one, path: one.path.slice(prefix.length) }))
        .filter((one) => one.path !== "" && !one.path.includes("/")),
    };
  }
}
