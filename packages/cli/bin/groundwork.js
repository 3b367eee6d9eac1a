#!/usr/bin/env node
// The command `groundwork`: installs and compiles what is missing or stale, then runs what was
// compiled. What stands here and in needed-node.js any Node can read, so that one that is too old
// says that, and not where it stumbled.
"use strict";
require("../prepare/needed-node").withNeededNode(function () {
  require("../prepare").whenReady([], function () {
    require("../kept-code").keepCode("commands");
    require("../dist/cli.js");
  });
});
