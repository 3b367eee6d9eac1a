import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkPath } from "../../../src/state/migration/open-source";

test.each(["/dev/zero", "/dev/null"])("%s is no state file, and not read", async (device) => {
  await expect(checkPath(device)).rejects.toThrow(
    `--from: got ${device}, which is neither a file nor a folder; expected a state file`,
  );
});

test("what is larger than can be read is refused before it is", async () => {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-large-"));
  try {
    const file = path.join(dir, "disk.img");
    await writeFile(file, "");
    await truncate(file, 3 * 1024 ** 3);
    await expect(checkPath(file)).rejects.toThrow(
      `--from: got ${file} of 3.0 GiB, expected a state file, of 512.0 MiB at most`,
    );
  } finally {
    await rm(dir, { recursive: true });
  }
});
