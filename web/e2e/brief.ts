import { stripVTControlCharacters } from "node:util";
import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** Says at the very end of a run, in a few lines for each test that failed, what it waited for: a log is often kept by its last lines. */
export default class Brief implements Reporter {
  private readonly failed: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === "passed" || result.status === "skipped") return;
    const said = stripVTControlCharacters(result.error?.message ?? result.status);
    const lines = said.split("\n").filter((line) => line.trim() !== "");
    this.failed.push([`${test.titlePath().filter(Boolean).join(" › ")}:`, ...lines.slice(0, 12)].join("\n    "));
  }

  onEnd(_: FullResult): void {
    if (this.failed.length > 0) console.log(`\nin brief:\n  ${this.failed.join("\n  ")}`);
  }

  printsToStdio(): boolean {
    return false; // beside the one that does
  }
}
