import { performance } from "node:perf_hooks";

/** Prints the milliseconds it takes to load a module: in a process of its own, because a module is loaded once. */
const started = performance.now();
await import(process.argv[2] ?? "");
process.stdout.write(String(performance.now() - started));
