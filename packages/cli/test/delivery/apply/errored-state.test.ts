import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { configuration } from "@groundwork/testing/configuration";
import {
  rescueErrored,
  tellUnwritten,
  type ErroredDelivery,
} from "../../../src/delivery/errored-state";
import { FolderObjects } from "../../../src/delivery/store/folder-objects";
import { LOCATION } from "../../support/emulated";
import { ID } from "../plan/plan-records";

const STATE = '{"serial": 7}';
const FILE = path.join("errored", ID, "errored.tfstate");

let root: string;
let workspace: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "groundwork-errored-"));
  workspace = path.join(root, ".cache/delivery/1");
  await mkdir(path.join(workspace, ID), { recursive: true });
  await writeFile(path.join(workspace, ID, "plan.tfplan"), "secret");
});
afterEach(() => rm(root, { recursive: true }));

const leave = () => writeFile(path.join(workspace, ID, "errored.tfstate"), STATE);

const modeOf = async (file: string) => (await stat(path.join(root, file))).mode & 0o777;

test("what an apply could not write stays, for its user alone; its plan does not come along", async () => {
  await leave();
  expect(await rescueErrored(workspace, root)).toEqual([FILE]);
  expect(await readFile(path.join(root, FILE), "utf8")).toBe(STATE);
  expect(await modeOf(FILE)).toBe(0o600);
  expect(await modeOf(path.dirname(FILE))).toBe(0o700);
  expect(await readdir(path.join(root, path.dirname(FILE)))).toEqual(["errored.tfstate"]);
  // Moved: a second look finds no more of it.
  expect(await rescueErrored(workspace, root)).toEqual([]);
});

test("nothing is made where all was written, or where there is no workspace", async () => {
  expect(await rescueErrored(workspace, root)).toEqual([]);
  expect(await rescueErrored(path.join(root, "none"), root)).toEqual([]);
  expect(await readdir(root)).toEqual([".cache"]);
});

test("fails where it cannot be moved, and leaves it where it is", async () => {
  await leave();
  await writeFile(path.join(root, "errored"), "not a folder");
  const from = path.join(workspace, ID, "errored.tfstate");
  await expect(rescueErrored(workspace, root)).rejects.toThrow(`${from} could not be moved`);
  expect(await readFile(from, "utf8")).toBe(STATE);
});

describe("telling of it", () => {
  const sent: any[] = [];
  const answering = (send: (command: { input: any }) => Promise<unknown>) =>
    ({ clients: { s3: { send } }, location: LOCATION }) as unknown as ErroredDelivery;
  const taking = answering(async ({ input }) => {
    sent.push(input);
    return {};
  });
  const refusing = answering(() =>
    Promise.reject(Object.assign(new Error("the token has expired"), { name: "ExpiredToken" })),
  );
  const told = (env: NodeJS.ProcessEnv, backend: ErroredDelivery) =>
    tellUnwritten(FILE, root, "dev/terraform.tfstate", env, backend);

  beforeEach(async () => {
    sent.length = 0;
    await leave();
    await rescueErrored(workspace, root);
  });

  test("on a laptop: where it is, and what to do", async () => {
    const text = await told({}, taking);
    expect(text).toContain(`the state could not be written; it is in ${FILE} on ${hostname()}. `);
    expect(text).toContain("Put it back before anything else: terraform state push");
    const tofu = await told({ TERRAFORM_BINARY_NAME: "tofu" }, taking);
    expect(tofu).toContain("Put it back before anything else: tofu state push");
    expect(sent).toEqual([]);
  });

  test("in a workflow: that it goes with the runner; a copy lies beside the state", async () => {
    const text = await told({ GITHUB_ACTIONS: "true" }, taking);
    expect(text).toContain("which goes with the runner, with a copy in s3://");
    expect(sent).toMatchObject([
      {
        Bucket: LOCATION.bucket,
        Key: expect.stringMatching(/^dev\/terraform\.tfstate\.backups\/.+-errored$/),
        Body: STATE,
      },
    ]);
  });

  test("in a workflow whose credentials have ended as well: no more than that", async () => {
    expect(await told({ CODEBUILD_BUILD_ID: "x:1" }, refusing)).toContain(
      "which goes with the runner, and S3 refused a copy (ExpiredToken: the token has expired)",
    );
  });

  describe("with states elsewhere than in S3", () => {
    const elsewhere = (store: object) => {
      const { organization } = configuration({ delivery: { store } } as never);
      const objects = new FolderObjects({ folder: path.join(root, "plans"), retentionDays: {} });
      return { organization, location: undefined, objects } as unknown as ErroredDelivery;
    };

    test("a copy lies in a folder of plans, for its owner alone", async () => {
      const folder = elsewhere({ type: "folder", path: "plans" });
      const text = await told({ GITHUB_ACTIONS: "true" }, folder);
      const copies = path.join("plans/errored/dev");
      const [copy] = await readdir(path.join(root, copies));
      expect(text).toContain(
        `which goes with the runner, with a copy in ${path.join(root, copies, copy!)}. Put it back`,
      );
      expect(await readFile(path.join(root, copies, copy!), "utf8")).toBe(STATE);
      expect(await modeOf(path.join(copies, copy!))).toBe(0o600);
    });

    test("none lies in a bucket, in which others may read", async () => {
      const text = await told({ GITHUB_ACTIONS: "true" }, elsewhere({ type: "s3" }));
      expect(text).toContain("which goes with the runner. Put it back before anything else");
      expect(await readdir(root)).not.toContain("plans");
    });
  });
});
