// One process at a time installs and compiles in a checkout. Each that wants to writes a file of its
// own and then looks for others: of two, the one that came later sees the other, and takes its file
// away again. Nobody has to break the lock of a process that was killed: a file whose process is gone
// counts for nothing.
const {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const { hostname } = require("node:os");
const path = require("node:path");

/** How often a process says that it is at it, and when another machine's counts as gone, in ms. */
const [BEAT, SILENCE] = [2_000, 30_000];

/** How long it is until the next look, in ms; by chance, so that two do not meet again and again. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 200));

/**
 * @param {string} folder for the files
 * @param {(tellChild: (pid: number) => void) => Promise<void>} work tells which process works for it:
 *   one that outlives a killed parent is waited for
 * @throws Error when there can be no such file
 */
async function alone(folder, work) {
  const own = path.join(folder, `${process.pid}.json`);
  let isTold = false;
  for (;;) {
    write(folder, own, [process.pid]);
    const now = statSync(own).mtimeMs;
    const other = readdirSync(folder)
      .map((name) => path.join(folder, name))
      .find((file) => file !== own && isHeld(file, now));
    if (other === undefined) break;
    rmSync(own, { force: true });
    if (!isTold) {
      const wait = `Waiting for process ${path.basename(other, ".json")}, which installs or compiles here`;
      process.stderr.write(`${wait} (${other})\n`);
    }
    isTold = true;
    await pause();
  }
  const pids = [process.pid];
  const beat = setInterval(() => {
    try {
      write(folder, own, pids);
    } catch {
      // What it is at will say what is wrong with the disk.
    }
  }, BEAT);
  try {
    await work((pid) => {
      pids[1] = pid;
      write(folder, own, pids);
    });
  } finally {
    clearInterval(beat);
    rmSync(own, { force: true });
  }
}

function write(folder, file, pids) {
  const holders = pids.map((pid) => ({ pid, started: startOf(pid) }));
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify({ host: hostname(), holders }));
  } catch (error) {
    throw new Error(
      `${error.message}. Packages are to be installed or sources compiled: run this as whoever the checkout belongs to`,
      { cause: error },
    );
  }
}

/** Whether a process that a file names is alive, or may be. @param {number} now by the disk's clock */
function isHeld(file, now) {
  let held;
  try {
    held = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    // Gone since, or written at this moment, and then complete at the next look.
    return error.code !== "ENOENT" && isAlive(Number(path.basename(file, ".json")));
  }
  const isThere =
    held.host === hostname()
      ? held.holders.some(({ pid, started }) => isAlive(pid) && startOf(pid) === started)
      : // A machine or container whose processes are not seen here.
        now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < SILENCE;
  if (!isThere) rmSync(file, { force: true });
  return isThere;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    // One that has ended, which nobody has heard of yet.
    return statOf(pid)?.[0] !== "Z";
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** When a process began, where that can be read: its number may have become another's. */
const startOf = (pid) => statOf(pid)?.[19];

/** What Linux tells of a process, from its state on (proc(5)). */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it, in brackets, may have any character.
    return stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
  } catch {
    return undefined;
  }
}

module.exports = { alone };
