// What Terraform runs before it gives a service a new version (src/tasks/step.ts): a stack hands it to
// `node -e`, from wherever Terraform is at work.
"use strict";
// What the SDK says of the next Node.js is for upstream.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
require("./dist/tasks/step.js").step(process.env);
