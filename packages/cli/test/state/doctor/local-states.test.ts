import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  findLocalStates,
  judgeLocalStates,
  type LocalState,
} from "../../../src/state/doctor/local-states";
import { stateFormat } from "../../../src/terraform/state-format";

const ENCRYPTED = { encrypted_data: "AA==", encryption_version: "v0" };

const PLAN = "dev-stack-20261121T035512Z-48cdd2f0-9f3a";

describe("finding", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "groundwork-local-states-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  const write = async (file: string, text = "") => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };

  test("states of any name, wherever a person or Terraform may leave them", async () => {
    const states = [
      "terraform.tfstate",
      "terraform.tfstate.backup",
      "terraform.tfstate.1700000000.backup",
      "dev.tfstate",
      "cdktf.out/stacks/dev-stack/errored.tfstate",
      "terraform.tfstate.d/qa/terraform.tfstate",
      `errored/${PLAN}/errored.tfstate`,
      // Of an apply that was killed.
      `.cache/delivery/1/${PLAN}/errored.tfstate`,
    ];
    for (const file of states) await write(file);
    for (const other of [
      ".terraform/terraform.tfstate", // which backend is used
      "stacks/.terraform.tfstate.lock.info",
      "node_modules/x/terraform.tfstate",
      ".cache/tests/terraform.tfstate",
      ".git/terraform.tfstate",
      "tfstate.md",
    ]) {
      await write(other);
    }
    // A link leads to what is found where it lies, or is not this project's.
    await symlink(path.join(root, "dev.tfstate"), path.join(root, "link.tfstate"));
    const found = await findLocalStates(root);
    expect(found.map(({ file }) => file).toSorted()).toEqual(states.toSorted());
  });

  test("what is in them, as far as it is a state", async () => {
    const state = { version: 4, serial: 7, lineage: "l", resources: [], outputs: {} };
    await write("a.tfstate", JSON.stringify(state));
    await write("b.tfstate", "garbage");
    const found = await findLocalStates(root);
    const formatOf = (name: string) => found.find(({ file }) => file === name)!.format!;
    expect(formatOf("a.tfstate").state).toMatchObject({ serial: 7 });
    expect(formatOf("b.tfstate").kind).toBe("unknown");
  });
});

describe("judging", () => {
  const local = (file: string, serial = 5, lineage = "l", more = {}): LocalState => ({
    file,
    format: stateFormat(JSON.stringify({ version: 4, serial, lineage, resources: [], ...more })),
  });
  const remotes = [{ stack: "dev-stack", serial: 5, lineage: "l" }];
  const judged = (state: LocalState, tracked: string[] = []) => {
    const [{ severity, check, repair }] = judgeLocalStates(
      [state],
      remotes,
      new Set(tracked),
      {},
    ) as [ReturnType<typeof judgeLocalStates>[number]];
    return [severity, check, repair];
  };

  test("what S3 has as well can go", () => {
    const expected = ["warning", "local-state", "rm a.tfstate"];
    expect(judged(local("a.tfstate"))).toEqual(expected);
    expect(judged(local("x/errored.tfstate"))).toEqual([
      "warning",
      "local-state",
      "rm x/errored.tfstate",
    ]);
  });

  test("what an apply could not write is known nowhere else", () => {
    const repair = "(cd x && terraform state push errored.tfstate), then delete it";
    const error = ["error", "local-state-errored", repair];
    expect(judged(local("x/errored.tfstate", 6))).toEqual(error);
    expect(judged(local("x/errored.tfstate", 1, "other"))).toEqual(error);
  });

  test("what the apply of a plan has left is put back from the folder of its stack", () => {
    const file = `errored/${PLAN}/errored.tfstate`;
    const [, check, repair] = judged(local(file, 6));
    expect(check).toBe("local-state-errored");
    expect(repair).toContain(
      `terraform -chdir=cdktf.out/stacks/dev-stack state push "$PWD/${file}"`,
    );
  });

  test("what S3 does not have may have to be moved there", () => {
    expect(judged(local("a.tfstate", 6))[2]).toContain(
      "npx --no -- groundwork migrate dev-stack --from a.tfstate",
    );
    expect(judged(local("a.tfstate", 1, "other"))[2]).toContain(
      "npx --no -- groundwork migrate <stack>",
    );
    expect(judged({ file: "a.tfstate", format: undefined })[0]).toBe("warning");
  });

  test("what is encrypted, or has no lineage, is never taken for what S3 has", () => {
    for (const state of [local("a.tfstate", 5, "l", ENCRYPTED), local("a.tfstate", 5, "")]) {
      expect(judged(state)[2]).toContain("npx --no -- groundwork migrate");
      const [finding] = judgeLocalStates([state], [{ ...remotes[0]!, lineage: "" }], new Set(), {});
      expect(finding!.repair).toContain("npx --no -- groundwork migrate");
    }
    const [errored] = judgeLocalStates([local("x/errored.tfstate", 9)], remotes, new Set(), {
      TERRAFORM_BINARY_NAME: "tofu",
    });
    expect(errored!.repair).toContain("&& tofu state push errored.tfstate");
    const [named] = judgeLocalStates(
      [local("a.tfstate", 5, "l", ENCRYPTED)],
      remotes,
      new Set(),
      {},
    );
    expect(named!.what).toBe("a.tfstate: a state encrypted by OpenTofu, serial 5");
  });

  test("what is in git is everybody's", () => {
    expect(judged(local("a.tfstate"), ["a.tfstate"]).slice(0, 2)).toEqual([
      "error",
      "local-state-in-git",
    ]);
  });
});
