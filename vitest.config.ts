import { defineConfig } from "vitest/config";

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
