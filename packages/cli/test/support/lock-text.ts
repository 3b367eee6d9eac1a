import { BUCKET } from "./rehearsed";

/** A lock on the state of dev-stack, as Terraform writes it; of somebody on another machine. */
export const lockText = (id: string, minutesAgo: number, who = "kim@elsewhere"): string =>
  JSON.stringify({
    ID: id,
    Operation: "OperationTypeApply",
    Info: "",
    Who: who,
    Version: "1.11.4",
    Created: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    Path: `${BUCKET}/dev/terraform.tfstate`,
  });
