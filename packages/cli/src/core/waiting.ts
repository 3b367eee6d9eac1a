import { clearNote, note, silentSeconds } from "./outlet";

/** Seconds of silence after which somebody at a terminal wonders. */
const PATIENCE = 2;

interface Work {
  readonly what: string;
  /** In ms, as `performance.now()` counts. */
  readonly since: number;
}

/** The command, then what it is doing. */
const underWay: Work[] = [];
let timer: NodeJS.Timeout | undefined;
let isHidden = false;

/**
 * Waits for work that may take long. At a terminal, where nothing else is said for 2 s, a line tells
 * what is under way and for how long; it is gone when anything is said.
 *
 * @param what such as `terraform plan in dev-stack`
 */
export async function during<Result>(what: string, work: PromiseLike<Result>): Promise<Result> {
  const own = { what, since: performance.now() };
  underWay.push(own);
  // It keeps no process alive.
  timer ??= setInterval(tell, 500).unref();
  try {
    return await work;
  } finally {
    underWay.splice(underWay.indexOf(own), 1);
    if (underWay.length === 0) {
      clearInterval(timer);
      timer = undefined;
      clearNote();
    }
  }
}

/** Does work that shows by itself how far it is, or asks. */
export async function undisturbed<Result>(work: () => Promise<Result>): Promise<Result> {
  clearNote();
  isHidden = true;
  try {
    return await work();
  } finally {
    isHidden = false;
  }
}

function tell(): void {
  const [first, ...inside] = underWay;
  if (!first || isHidden || silentSeconds() < PATIENCE) return;
  const parts = [...new Set(inside.map(({ what }) => what))].join(", ");
  const seconds = Math.floor((performance.now() - first.since) / 1000);
  note(`${first.what}${parts === "" ? "" : `: ${parts}`} (${seconds} s)`);
}
