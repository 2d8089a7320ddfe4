import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The engines' threads, the simulator's and the command line's processes load the same modules hundreds of times: their compiled form is kept where
// the command line keeps it.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("node_modules/.cache/fundflow", import.meta.url));

const project = (name: string, extra: { testTimeout?: number } = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000, hookTimeout: 60_000, ...extra },
});

export default defineConfig({
  test: {
    // Many tests wait for engines and processes; by default one core of two would stand idle.
    maxWorkers: "100%",
    projects: [project("unit"), project("prop"), project("contract"), project("sim", { testTimeout: 240_000 }), project("infra"), project("browser")],
  },
});
