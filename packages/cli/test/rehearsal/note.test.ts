import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { emulatorAccess } from "../../src/core/aws/emulator-access";
import {
  findRehearsals,
  noteEnd,
  noteRehearsal,
  type RehearsalNote,
} from "../../src/rehearsal/note";
import { noteOf } from "../../src/terraform/process-note";

const ME = { pid: process.pid, process: noteOf(process.pid) };
const GONE = { pid: 2 ** 22 + 1 };
const ELSEWHERE = { pid: 1, process: { pid: 1, started: "1", machine: `${ME.process!.machine}0` } };

const NOTE: RehearsalNote = {
  startedAt: "2026-11-30T06:00:00.000Z",
  rehearsing: GONE,
  emulator: ME,
  endpoint: "http://127.0.0.1:4566",
  variables: { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" },
  stacks: ["dev-stack"],
  keep: true,
};

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "groundwork-rehearsals-"));
});
afterEach(() => rm(parent, { recursive: true }));

async function folder(id: string, note?: RehearsalNote | string): Promise<void> {
  await mkdir(path.join(parent, id));
  const text = typeof note === "string" ? note : JSON.stringify(note);
  if (note !== undefined) await writeFile(path.join(parent, id, "rehearsal.json"), text);
}

const states = async () => (await findRehearsals(parent)).map(({ id, state }) => [id, state]);

test("a rehearsal is what its processes are, the newest first", async () => {
  await folder("101", NOTE);
  await folder("102", { ...NOTE, startedAt: "2026-11-30T07:00:00.000Z", rehearsing: ME });
  await folder("103", { ...NOTE, startedAt: "2026-11-30T05:00:00.000Z", emulator: undefined });
  await folder("104", { ...NOTE, startedAt: "2026-11-30T04:00:00.000Z", rehearsing: ELSEWHERE });
  expect(await states()).toEqual([
    ["102", "under way"],
    ["101", "kept"],
    ["103", "ended"],
    ["104", "elsewhere"],
  ]);
  expect((await findRehearsals(parent))[1]!.note).toEqual(NOTE);
});

test("of one without a note it is known whether it has ended, and no more", async () => {
  await folder(String(process.pid));
  await folder(String(GONE.pid), '{"startedAt":');
  await folder("not-a-process", NOTE);
  expect((await states()).toSorted()).toEqual(
    [
      [String(process.pid), "elsewhere"],
      [String(GONE.pid), "ended"],
    ].toSorted(),
  );
});

test("a process that has the id of an emulator by now is not taken for it", async () => {
  const another = { ...ME, process: { ...ME.process!, started: "1" } };
  await folder("101", { ...NOTE, emulator: another });
  expect(await states()).toEqual([["101", "ended"]]);
});

test("where there is no folder there is no rehearsal", async () => {
  expect(await findRehearsals(path.join(parent, "none"))).toEqual([]);
});

test("one that notes its end is kept, although its process goes on", async () => {
  await folder("101");
  const dir = path.join(parent, "101");
  const access = emulatorAccess({ region: "eu-west-1", accountId: "1" }, NOTE.endpoint!);
  await noteRehearsal(dir, { ...NOTE, provider: false }, access, process.pid);
  expect(await states()).toEqual([["101", "under way"]]);
  await noteEnd(dir);
  expect(await states()).toEqual([["101", "kept"]]);
  const [{ note } = { note: undefined }] = await findRehearsals(parent);
  expect(note).toMatchObject({ emulator: ME, rehearsing: ME, stacks: NOTE.stacks });
  expect(note!.variables).toMatchObject({ ...NOTE.variables, GROUNDWORK_STAND_INS: "1" });
});
