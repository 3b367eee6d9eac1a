import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Browser, findBrowser } from "@groundwork/testing/browser";
import { planPage } from "../../../src/delivery/page/plan-page";
import { NOW, record, summary } from "../../delivery/plan/plan-records";
import { DETAILS, RESOURCES } from "../../delivery/plan/told-changes";

jest.setTimeout(120_000);

const file = findBrowser(process.env);
// CI has one; a laptop may have none.
const isRequired = process.env["BROWSER_TESTS"] === "required";
const suite = file !== undefined || isRequired ? describe : describe.skip;

suite("the page of a plan in Chromium (CHROME_PATH, chromium or google-chrome)", () => {
  let folder: string;
  let browser: Browser;
  beforeAll(async () => {
    if (file === undefined)
      throw new Error("got no Chromium, expected one: apt-get install chromium");
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-page-"));
    const resources = RESOURCES.map((one) => one);
    const counts = { ...summary().counts, change: 2, replace: 1, destroy: 1 };
    const page = planPage({
      record: record({ summary: summary({ resources, outputs: ["url"], counts }) }),
      details: DETAILS,
      drawing: '<svg role="img" aria-label="x" width="900" height="90"><text y="20">x</text></svg>',
      now: NOW,
    });
    await writeFile(path.join(folder, "plan.html"), page);
    browser = await Browser.start(file);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = () => browser.open(pathToFileURL(path.join(folder, "plan.html")).href);
  const search = (text: string) =>
    browser.evaluate(
      `document.querySelector("#search").value = ${JSON.stringify(text)}; document.querySelector("#search").dispatchEvent(new Event("input"))`,
    );
  const seen = () =>
    browser.evaluate<string[]>(
      "[...document.querySelectorAll('.resource')].filter((one) => one.checkVisibility()).map((one) => one.querySelector('summary code').textContent)",
    );

  test.each([
    [400, false],
    [800, true],
    [1400, false],
  ])(
    "at %d pixels, dark %s: nothing hinders anybody, nothing sticks out",
    async (width, isDark) => {
      await browser.show(width, isDark);
      await open();
      await browser.evaluate("document.querySelector('[data-open=true]').click()");
      expect(await browser.hindrances()).toEqual([]);
      expect(await browser.evaluate("document.documentElement.scrollWidth")).toBe(width);
      expect(browser.said).toEqual([]);
    },
  );

  test("what is destroyed is in sight at once, and what changes is open", async () => {
    await browser.show(1400, false);
    await open();
    const top = await browser.evaluate<number>(
      "document.querySelector('.gone').getBoundingClientRect().bottom",
    );
    expect(top).toBeLessThan(900);
    expect(await browser.evaluate("document.querySelectorAll('.resource[open]').length")).toBe(3);
  });

  test("a large plan has its values when they are opened, and they are searched before", async () => {
    const attributes = Array.from({ length: 3000 }, (_, index) => ({
      path: `tags.k${index}`,
      before: `<v${index}>`,
      sensitive: false,
      unknown: false,
    }));
    const details = { resources: [{ address: RESOURCES[3]!.address, attributes }], outputs: [] };
    const large = planPage({
      record: record({ summary: summary({ resources: RESOURCES }) }),
      details,
      now: NOW,
    });
    await writeFile(path.join(folder, "large.html"), large);
    await browser.open(pathToFileURL(path.join(folder, "large.html")).href);
    await search("<v2999> jobs");
    expect(await seen()).toEqual([RESOURCES[3]!.address]);
    const values = "document.querySelectorAll('.resource.destroy del').length";
    expect(await browser.evaluate(values)).toBe(0);
    await browser.evaluate("document.querySelector('.resource.destroy summary').click()");
    await browser.evaluate("new Promise((done) => setTimeout(done, 100))");
    expect(await browser.evaluate(values)).toBe(3000);
    expect(browser.said).toEqual([]);
  });

  test("the search finds names and values, and filters leave kinds out", async () => {
    await open();
    expect(await seen()).toHaveLength(5);
    await search("10.1.0.0 Network");
    expect(await seen()).toEqual(["aws_vpc.network_vpc_4E8F0223"]);
    expect(await browser.evaluate("document.querySelector('#shown').textContent")).toBe(
      "1 of 5 resources are shown",
    );
    await search("nothing that is there");
    expect(await seen()).toEqual([]);
    await search("");
    await browser.evaluate("document.querySelector('[data-filter=update]').click()");
    expect((await seen()).toSorted()).toEqual([
      "aws_eip.by-hand",
      "aws_sqs_queue.services_jobs_queue_00AA11BB",
      "aws_vpc.network_vpc_4E8F0223",
    ]);
  });
});
