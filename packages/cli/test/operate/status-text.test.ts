import type { StackStatus } from "../../src/operate/status/stack-status";
import { statusLines } from "../../src/operate/status/status-text";

const NOW = new Date("2026-11-30T06:10:00Z");
const KIM = "arn:aws:sts::111111111111:assumed-role/Deploy/kim";

const stack = (name: string, changes: Partial<StackStatus> = {}): StackStatus => ({
  stack: `${name}-stack`,
  processes: [],
  problems: [],
  ...changes,
});

const applied: Partial<StackStatus> = {
  serial: 14,
  resources: 74,
  lastWrite: { at: "2026-11-30T06:05:00Z", by: KIM, plan: "p" },
};
const plan = {
  id: "dev-stack-1",
  needsApproval: true,
  by: KIM,
  at: "2026-11-30T06:05:00Z",
} as const;

/** The notes on one stack. */
const notes = (changes: Partial<StackStatus>): string =>
  statusLines([stack("dev", changes)], NOW)
    .slice(2)
    .join("\n");

test("all stacks are in one table, and what nobody has is no column of it", () => {
  const web = { service: "web", status: "steady", running: 2, desired: 2, pending: 0 } as const;
  const by = "kim@laptop";
  const all = [
    stack("registry", { serial: 3, resources: 8, lastWrite: { by, operation: "apply" } }),
    stack("dev", { ...applied, services: [web, { ...web, service: "worker", status: "asleep" }] }),
    stack("prod"),
  ];
  expect(statusLines(all, NOW)).toEqual([
    [
      "stack           serial  resources  last write  by                  services",
      "registry-stack  3       8                      kim@laptop (apply)",
      "dev-stack       14      74         5 min ago   kim                 web 2/2, worker 2/2",
      "prod-stack      -",
    ].join("\n"),
    "",
    "Not applied yet: prod-stack",
  ]);
});

test("where all is well there is nothing to add", () => {
  expect(statusLines([stack("dev", applied)], NOW)).toHaveLength(1);
});

test("a lock is told with its holder, and with what may release it", () => {
  const lock = { id: "l1", who: "kim@ci", operation: "Apply", since: "2026-11-30T06:05:00Z" };
  const text = notes({ ...applied, lock, processes: [42], plan: { ...plan, status: "started" } });
  expect(text).toMatch(
    /dev-stack: locked by kim@ci since .* \(5 min ago\) \(Apply, lock id l1\)\. .*groundwork unlock dev-stack/,
  );
  expect(text).toContain(
    "Terraform of this checkout is at work on it, or waits for its lock: process 42",
  );
  expect(text).toMatch(/dev-stack-1 is being applied since .* by arn:\S+kim$/m);
});

test.each([
  [{ ...plan, status: "waiting" }, "dev-stack-1 waits for approval, planned "],
  [
    { ...plan, status: "waiting", needsApproval: false },
    "dev-stack-1 waits for its apply, planned ",
  ],
  [{ ...plan, status: "approved" }, "dev-stack-1 waits for its apply, planned "],
  [{ ...plan, status: "started" }, "but nothing holds the lock: it was killed, or is about to end"],
] as const)("an open plan %j is told", (open, said) => {
  expect(notes({ ...applied, plan: open })).toContain(said);
});

test.each([
  [12, "serial 14 has no stored result of an apply, the newest stored is serial 12"],
  [null, "serial 14 has no stored result of an apply, none is stored"],
])("a serial without a stored result is told, the newest being %s", (storedSerial, said) => {
  expect(notes({ ...applied, storedSerial })).toContain(said);
});

test("what cannot be read is told of its stack, and hides no other", () => {
  const problems = ["state: AccessDenied: no\nall is well"];
  const lines = statusLines([stack("dev", { problems }), stack("prod", applied)], NOW);
  expect(lines[0]).toMatch(/^dev-stack +\?\n?$/m);
  expect(lines[0]).toMatch(/^prod-stack +14 /m);
  expect(lines.slice(2)).toEqual([
    "dev-stack: cannot be looked at: state: AccessDenied: no all is well",
  ]);
});
