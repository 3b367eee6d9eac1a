import { runProgram } from "./core/command";
import { addCommands, newProgram } from "./program";

// The SDK is pinned here, and what it says of later versions is no news to whoever runs a command.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const program = newProgram();
runProgram(program, (common) => addCommands(program, common));
