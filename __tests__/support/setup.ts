import "cdktf/lib/testing/adapters/jest";
import { Testing } from "cdktf";

// As main.ts does: a third of a synth's time.
Error.captureStackTrace = () => {};

Testing.setupJest();
