import { judgeByRules, type RulesContext } from "../../../src/delivery/plan/plan-rules";

const change = (address: string, module: string | undefined, after: object) => ({
  address,
  ...(module !== undefined && { module_address: module }),
  mode: "managed",
  type: /(\w+)\.\w+$/.exec(address)![1],
  name: /(\w+)$/.exec(address)![1],
  change: { actions: ["create"], before: null, after, after_unknown: {}, after_sensitive: {} },
});

const resource = (type: string, expressions: object) => ({
  mode: "managed",
  type,
  name: "a",
  expressions,
});

const PLAN = {
  resource_changes: [
    change("module.db[0].aws_db_instance.a", "module.db[0]", {
      password: "hunter2",
      storage_encrypted: true,
    }),
    change("aws_db_instance.a", undefined, { password: "hunter2" }),
    change("random_password.a", undefined, { length: 20 }),
  ],
  configuration: {
    root_module: {
      resources: [
        resource("aws_db_instance", { password: { constant_value: "hunter2" } }),
        { ...resource("aws_secretsmanager_secret_version", {}), mode: "data" },
      ],
      module_calls: {
        db: {
          module: {
            resources: [
              resource("aws_db_instance", {
                password: { references: ["var.password"] },
                storage_encrypted: { constant_value: true },
              }),
            ],
          },
        },
      },
    },
  },
};

const at = (path: string) => ({ "//": { metadata: { path } } });

const context = (acknowledged: readonly string[] = []): RulesContext => ({
  stack: "dev-stack",
  production: false,
  json: {
    "//": {
      policies: {
        acknowledgements: acknowledged.map((path) => ({
          rule: "no-secret-in-state",
          path,
          reason: "the module takes no other",
        })),
      },
    },
    resource: { aws_db_instance: { a: at("dev-stack/db") } },
    // Acknowledged when it was synthesized, or it would not be here.
    data: { aws_secretsmanager_secret_version: { a: at("dev-stack/read") } },
    module: { db: at("dev-stack/data/db") },
  },
});

const judged = async (...acknowledged: string[]) =>
  (await judgeByRules(JSON.stringify(PLAN), context(acknowledged))).map(
    ({ rule, address, path, acknowledged: why }) => [rule, address, path, why],
  );

const IN_MODULE = ["no-secret-in-state", "module.db[0].aws_db_instance.a", "dev-stack/data/db"];
const NOT_IN_CODE = ["no-secret-in-state", "random_password.a", undefined];

test("a plan is held against the rules where a synth has not looked", async () => {
  expect(await judged()).toEqual([
    [...IN_MODULE, undefined],
    [...NOT_IN_CODE, undefined],
  ]);
});

test.each([
  ["the module", "dev-stack/data/db"],
  ["what is around it", "dev-stack/data"],
])("an acknowledgement at %s lets it pass", async (_, path) => {
  expect(await judged(path)).toEqual([
    [...IN_MODULE, "the module takes no other"],
    [...NOT_IN_CODE, undefined],
  ]);
});

test("one at the stack is of all, one beside it of nothing", async () => {
  expect((await judged("dev-stack")).every(([, , , why]) => why !== undefined)).toBe(true);
  expect((await judged("dev-stack/dat")).every(([, , , why]) => why === undefined)).toBe(true);
});

test("a plan of nothing but what constructs of AWS have made is not looked into", async () => {
  const change = PLAN.resource_changes[1]!;
  const only = JSON.stringify({ resource_changes: [change] });
  expect(await judgeByRules(only, context())).toEqual([]);
  const { json, ...rest } = context();
  const unknown = { ...rest, json: { ...json, resource: {} } };
  expect(await judgeByRules(only, unknown)).toMatchObject([{ rule: "encryption-at-rest" }]);
});

test("no value of the plan is in what is said", async () => {
  expect(JSON.stringify(await judgeByRules(JSON.stringify(PLAN), context()))).not.toContain(
    "hunter2",
  );
});
