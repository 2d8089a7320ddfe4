import { Option, type Command } from "commander";
import { FORMATS } from "./output.ts";

/** What nearly every command is asked. */
export interface Common {
  readonly data?: string;
  readonly format: "table" | "json";
}

/** A command that answers from a data folder, as a table or JSON. */
export function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option("--data <dir>", "data folder 数据目录 (default: .fundflow)")
    .addOption(new Option("--format <format>", "how to answer; JSON goes to standard output alone").choices([...FORMATS]).default("table"));
}
