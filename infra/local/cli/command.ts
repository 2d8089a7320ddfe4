import type { Command } from "commander";
import { formatOption } from "./output.ts";
import { addTargetOptions, type TargetOptions } from "./with-target.ts";

/** What nearly every command is asked. */
export interface Common extends TargetOptions {
  readonly format: "table" | "json";
}

/** A command that answers from a data folder, as a table or JSON. */
export function command(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).option("--data <dir>", "data folder 数据目录 (default: .fundflow)").addOption(formatOption());
}

/** A command that answers from a data folder or a stack on AWS, in the same ways. */
export function targetCommand(program: Command, name: string, description: string): Command {
  return addTargetOptions(program.command(name)).description(description).addOption(formatOption());
}
