// Starts the program once for all specs, with the demo shop and an empty shop beside it, and ends it again.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { emptyShop, password } from "./world.ts";

const program = process.env.REGULARS_BIN ?? resolve(import.meta.dirname, "../../bin/regulars");

/** Runs before the first spec; what it answers runs after the last. */
export default async function begin(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.REGULARS_URL) return undefined; // a program that runs already
  if (!existsSync(program)) throw new Error(`${program} is not there: run make build, or name it by REGULARS_BIN`);
  const data = mkdtempSync(join(tmpdir(), "regulars-e2e-"));
  const made = spawnSync(
    program,
    [
      ...["init", "--data", data, "--merchant", emptyShop.slug, "--name", emptyShop.name],
      ...["--owner-email", emptyShop.email, "--owner-name", "空店主", "--owner-password-file", "-"],
    ],
    { input: `${password}\n`, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`regulars init: ${made.stderr}`);
  const child = spawn(program, ["demo", "--members=300", "--data", data, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, LANG: "C.UTF-8" },
  });
  process.env.REGULARS_EMPTY = emptyShop.slug;
  process.env.REGULARS_URL = `http://${await opened(child)}`;
  return async () => {
    delete process.env.REGULARS_URL;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
}

/** The address at which the program says that it is open. */
function opened(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = "";
    const late = setTimeout(() => reject(new Error(`the program did not open:\n${log}`)), 60_000);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-20_000);
      const address = /msg=open address=(\S+)/.exec(log)?.[1];
      if (!address) return;
      clearTimeout(late);
      resolve(address);
    });
    child.once("exit", (code) => reject(new Error(`the program ended with ${code}:\n${log}`)));
  });
}
