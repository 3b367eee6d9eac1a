import type { DriftedResource } from "../../../src/delivery/messages/drift-report";

export const NOW = new Date("2026-11-21T04:20:00Z");

export const resource: DriftedResource = {
  address: "aws_ecs_service.web",
  type: "aws_ecs_service",
  action: "changed",
  attributes: ["desired_count", "tags.Scan", "tags.Name"],
};
