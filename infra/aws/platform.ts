import type { Settings } from "./settings.ts";

/** What a region's Lambda can do of what we would use. */
export interface Platform {
  readonly architecture: "arm64" | "x86_64";
  readonly tracing: boolean;
}

/**
 * Regions of the China partition differ from what AWS's own pages say of Lambda in two things we use. "X-Ray integration with Lambda functions is
 * not available in the China Regions": https://docs.amazonaws.cn/en_us/aws/latest/userguide/lambda.html. Of arm64 that page says nothing either
 * way, so it is not taken for granted; `-c architecture=arm64` asks for it.
 */
export function platformOf({ region, architecture, tracing }: Pick<Settings, "region" | "architecture" | "tracing">): Platform {
  const isChina = region.startsWith("cn-");
  return {
    architecture: architecture === "auto" ? (isChina ? "x86_64" : "arm64") : architecture,
    tracing: tracing === "auto" ? !isChina : tracing === "on",
  };
}
