import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Browser, findBrowser } from "../src/browser";

/** A plan as large as they come: a third made, a third changed, a third destroyed. */
const RESOURCES = 3000;

/** What a page took, in seconds. */
export interface PageTimes {
  /** From the stored plan to its mark-up. */
  readonly made: number;
  readonly megabytes: number;
  /** Until the browser has loaded and laid it out, and what all its processes took for it. */
  readonly opened: number;
  readonly cpu: number;
  /** A search of all of it, the first of the page, until what it found is laid out. */
  readonly searched: number;
}

/**
 * Makes the page of a plan of 3,000 resources and opens it.
 *
 * @returns undefined where there is no browser
 */
export async function timePage(cli: string): Promise<PageTimes | undefined> {
  const file = findBrowser(process.env);
  if (file === undefined) return undefined;
  const { planPage } = require(path.join(cli, "dist/delivery/page/plan-page.js"));
  const facts = largePlan();
  const start = performance.now();
  const page = planPage(facts) as string;
  const made = (performance.now() - start) / 1000;
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-bench-page-"));
  const browser = await Browser.start(file);
  try {
    const name = path.join(folder, "plan.html");
    await writeFile(name, page);
    await browser.show(1400, false);
    const before = await browser.cpuSeconds();
    const opened = await seconds(async () => {
      await browser.open(pathToFileURL(name).href);
      await browser.evaluate(DRAWN);
    });
    const cpu = (await browser.cpuSeconds()) - before;
    const searched = await seconds(() =>
      browser.evaluate(
        `search.value = "10.9.99.0 update"; search.dispatchEvent(new Event("input")); ${DRAWN}`,
      ),
    );
    return { made, megabytes: Buffer.byteLength(page) / 1e6, opened, cpu, searched };
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** An expression that is there when what was changed is on the screen. */
const DRAWN = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))";

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function largePlan() {
  const actions = ["create", "update", "destroy"] as const;
  const resources = Array.from({ length: RESOURCES }, (_, index) => ({
    address: `aws_security_group.services_s${index % 200}_group-${index}_0A1B2C3D`,
    path: `prod-stack/services/s${index % 200}/group-${index}`,
    type: "aws_security_group",
    action: actions[index % 3]!,
  }));
  const attributes = Array.from({ length: 12 }, (_, index) => index);
  const details = resources.map(({ address, action }, number) => ({
    address,
    attributes: attributes.map((index) => ({
      path: `attribute_${index}`,
      ...(action !== "create" && { before: `10.${index}.${number % 100}.0/24` }),
      ...(action !== "destroy" && { after: `10.${index}.${(number + 1) % 100}.0/24` }),
      sensitive: false,
      unknown: false,
    })),
  }));
  const now = new Date("2026-11-21T12:00:00Z");
  const third = RESOURCES / 3;
  const none = { replace: 0, import: 0, move: 0, forget: 0, outputs: 0 };
  const summary = {
    id: "prod-stack-20261121T110000Z-48cdd2f0-9f3a",
    stack: "prod-stack",
    commit: "48cdd2f0".repeat(5),
    terraformVersion: "1.11.4",
    sha256: "ab".repeat(32),
    planSha256: "cd".repeat(32),
    counts: { ...none, add: third, change: third, destroy: third },
    resources,
    outputs: [],
    findings: [],
    needsApproval: true,
    plannedBy: { arn: "arn:aws:iam::111111111111:user/kim" },
    plannedAt: now.toISOString(),
    expiresAt: now.toISOString(),
  };
  const record = { summary, storedAt: now.toISOString() };
  return { record, details: { resources: details, outputs: [] }, now };
}
