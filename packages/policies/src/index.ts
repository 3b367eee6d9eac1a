import { accessRules } from "./access";
import { containerRules } from "./containers";
import { dataRules } from "./data";
import { durabilityRules } from "./durability";
import { encryptionRules } from "./encryption";
import { instanceRules } from "./instances";
import { logRules } from "./logs";
import { networkRules } from "./network";
import type { Rule } from "./rule";
import { secretRules } from "./secrets";
import { tagRules } from "./tags";
import { taskRules } from "./tasks";

/** All rules. A new one goes into the file of its theme; a new theme gets a file and a line here. */
export const rules: readonly Rule[] = [
  ...encryptionRules,
  ...networkRules,
  ...accessRules,
  ...secretRules,
  ...containerRules,
  ...instanceRules,
  ...logRules,
  ...durabilityRules,
  ...dataRules,
  ...taskRules,
  ...tagRules,
];
