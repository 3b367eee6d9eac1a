import { createHash } from "node:crypto";
import { planPage, type PlanPageFacts } from "../../../src/delivery/page/plan-page";
import { NOW, record, rejection, summary } from "../plan/plan-records";
import { DETAILS, RESOURCES } from "../plan/told-changes";

const counts = { ...summary().counts, add: 1, change: 2, replace: 1, destroy: 1, outputs: 1 };
const planned = (more: object = {}) =>
  record({ summary: summary({ resources: RESOURCES, outputs: ["url"], counts, ...more }) });

const page = (facts: Partial<PlanPageFacts> = {}) =>
  planPage({ record: planned(), details: DETAILS, now: NOW, ...facts });

/** The text that a reader has before them, in its order. */
const textOf = (html: string): string =>
  html
    .replace(/<(style|script)>[^]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

test("what goes is on top, then more access, then all with its values and outputs", () => {
  const text = textOf(page());
  const places = [
    "Plan of prod-stack 1 to add, 2 to change, 1 to replace, 1 to destroy, 1 output",
    "1 destroyed, 1 destroyed and made anew network : vpc (made anew) service jobs : queue",
    "More access than before (1) service web, task policy: may s3:PutObject on",
    "Destroyed or made anew (2)",
    "cidr_block 10.0.0.0/16 → 10.1.0.0/16 forces the replacement",
    "id vpc-1 → (known after apply)",
    "Made, changed and the rest (3)",
    "retention_in_days 90 → 30",
    "Outputs (1) url http://a",
  ].map((part) => text.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
});

test("nothing is loaded, and only its own script is run", () => {
  const html = page({ drawing: "<svg><title>x</title></svg>" });
  const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)!;
  const [, script] = /<script>([^]*?)<\/script>/.exec(html)!;
  const hash = createHash("sha256").update(script!).digest("base64");
  expect(policy!.replaceAll("&#39;", "'")).toBe(
    `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
  expect(html).not.toMatch(/\b(src|href)="(?!#|https:\/\/github\.com)/);
  expect(html).toContain("<svg><title>x</title></svg>");
});

test("names and values of others are text, whatever stands in them", () => {
  const foreign = `<img src=x onerror=alert(1)>"'&\u202E</script>`;
  const [resource] = RESOURCES;
  const html = planPage({
    record: planned({
      stack: "prod-stack",
      branch: foreign,
      runUrl: `javascript:${foreign}`,
      resources: [{ ...resource!, address: foreign, path: `prod-stack/${foreign}`, type: foreign }],
      findings: [{ rule: foreign, severity: "error", address: foreign, detail: foreign }],
      outputs: [foreign],
    }),
    details: {
      resources: [
        {
          address: foreign,
          attributes: [
            {
              path: foreign,
              before: foreign,
              after: { [foreign]: foreign },
              sensitive: false,
              unknown: false,
            },
          ],
          wider: [{ kind: "network", words: foreign }],
        },
      ],
      outputs: [],
    },
    notes: [foreign],
    now: NOW,
  });
  expect(html).not.toMatch(/<img|\u202E|href="javascript/);
  expect(html.match(/<\/script>/g)).toHaveLength(1);
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;/script&gt;");
});

test("what is closed in a large plan is text, and nothing in it ends that text", () => {
  const before = "</script><b>&";
  const attributes = Array.from({ length: 2001 }, () => ({
    path: "a",
    before,
    sensitive: false,
    unknown: false,
  }));
  const [, , , queue] = RESOURCES;
  const html = page({
    details: { resources: [{ address: queue!.address, attributes }], outputs: [] },
  });
  const [, text] = /<script type="text\/plain">([^]*?)<\/script>/.exec(
    html.slice(html.indexOf(queue!.address)),
  )!;
  expect(text!.match(/&lt;\/script&gt;&lt;b&gt;&amp;/g)).toHaveLength(2001);
});

test("a plan without values, and one that was rejected, say so", () => {
  const text = textOf(
    planPage({
      record: { ...planned(), approval: rejection },
      details: undefined,
      notes: ["Values are not shown: they are not in the store any more."],
      now: NOW,
    }),
  );
  expect(text).toContain("rejected, as of 2026-11-21 12:00 UTC");
  expect(text).toContain(": not on Friday");
  expect(text).toContain("Values are not shown");
  expect(text).toContain("changes retention");
});
