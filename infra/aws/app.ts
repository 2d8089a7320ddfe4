import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import { WIRING } from "../wiring.ts";
import { buildApp } from "./build-app.ts";
import { bundleFunctions } from "./bundle-functions.ts";

// Always the same folder: paths in source maps are part of what tells one bundle from another.
const BUNDLES = fileURLToPath(new URL("../../cdk.out/bundles", import.meta.url));

const app = new App();
buildApp(app, bundleFunctions(WIRING.functions, BUNDLES));
app.synth();
