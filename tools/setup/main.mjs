#!/usr/bin/env node
/** @file Installs and builds, and starts nothing: for images and for continuous integration. */
import { buildAll } from "./build.mjs";
import { install } from "./install.mjs";
import { fail } from "./stage.mjs";

install().then(buildAll).catch(fail);
