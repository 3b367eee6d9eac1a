export { covers, coversAction } from "./permissions/action-patterns";
export { metOf } from "./permissions/permitted";
export { refusalOf } from "./permissions/refused-actions";
export { isNamed, ownerOfResource } from "./permissions/resource-owner";
export { reviewOf } from "./permissions/task-actions";
