#!/usr/bin/env node
// The commands, as they were compiled.
require("../dist/cli.js");
