import { planContents } from "../../../src/delivery/plan/plan-changes";

/** In every value that a plan holds. */
export const SECRET = "correct-horse-battery";

type Actions = ["delete"] | ["create"] | ["update"] | ["delete", "create"];

export const change = (address: string, actions: Actions, more: object = {}) => ({
  address,
  mode: "managed",
  change: { actions, before: { password: SECRET }, after: { password: SECRET }, ...more },
});

export const planned = (changes: object[], stackJson = {}) =>
  planContents(
    JSON.stringify({
      resource_changes: changes,
      output_changes: { url: { actions: ["update"], before: SECRET, after: SECRET } },
    }),
    stackJson,
  );

export const facts = {
  commit: "3a388bb0".repeat(5),
  runUrl: "https://github.com/acme/infra/actions/runs/1",
};

export const small = planned(
  [
    change("aws_vpc.main", ["create"]),
    change("aws_sqs_queue.jobs", ["delete"]),
    change("aws_ecs_service.web", ["delete", "create"], { replace_paths: [["name"]] }),
    change("aws_iam_role.task", ["update"]),
  ],
  {
    resource: {
      aws_ecs_service: { web: { "//": { metadata: { path: "dev-stack/web/service" } } } },
    },
  },
);
