import type { AskedOfAws } from "../core/aws-refusal";
import type { OpenDelivery } from "./open";

/** What commands around plans ask AWS for: the plan store, besides state and locks. */
export const askedOfStore = ({
  bucket,
  location,
}: Pick<OpenDelivery, "bucket" | "location">): AskedOfAws => ({
  bucket,
  lockTable: location.lockTable,
  bucketComesFrom: "delivery-stack makes it: npx cdktf deploy delivery-stack",
  rights: "packages/docs/delivery.md lists which role may do what",
});
