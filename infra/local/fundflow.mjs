#!/usr/bin/env node
// Finds a Node that runs the TypeScript sources. Plain JavaScript on purpose: an older Node must be able to read it and say what is missing.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const NEEDED = 24;
const major = Number(process.versions.node.split(".")[0]);
const packages = new URL("../../node_modules/", import.meta.url);

if (major >= NEEDED) {
  // A start is mostly the loading of some five hundred modules; with their compiled form kept it takes a quarter less from the second time on. It is
  // kept beside the packages and not among the machine's temporary files, because it is code that is run. Where it can't be written, nothing is kept.
  module.enableCompileCache(fileURLToPath(new URL(".cache/fundflow", packages)));
  // A parent that started this process only to have a newer Node must not leave it behind when it is killed.
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  const { main } = await import("./cli/main.ts");
  process.exitCode = await main(process.argv.slice(2));
  if (process.connected) process.disconnect();
} else {
  const names = [
    `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}/bin/node${process.platform === "win32" ? ".exe" : ""}`,
    "node/bin/node",
  ];
  const node = names.map((name) => fileURLToPath(new URL(name, packages))).find((path) => existsSync(path));
  if (node === undefined) {
    process.stderr.write(
      `fundflow needs Node ${NEEDED} or later; this is ${process.version}, and npm ci brought none for ${process.platform} ${process.arch}. Install Node ${NEEDED} and try again.\n`,
    );
    process.exitCode = 1;
  } else {
    const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? (signal === null ? 1 : 128);
    });
  }
}
