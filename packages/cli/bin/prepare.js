#!/usr/bin/env node
// What npm's scripts run before a tool that has to be installed and needs what is compiled:
//   node packages/cli/bin/prepare.js [--always] [PROJECT...]
// installs and compiles as `groundwork` does, and the other projects besides; --always asks the
// compiler also where nothing looks stale.
"use strict";
require("../prepare/needed-node").withNeededNode(function () {
  require("../prepare").whenReady(process.argv.slice(2), function () {});
});
