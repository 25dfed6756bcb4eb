// Finishes a build: compresses every asset beside itself and holds the first load to its budget.
//
//   node scripts/finish.mjs console
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const budgets = { console: 650, member: 60, till: 40 }; // KB of gzip: html, scripts and styles of the first load

const app = process.argv[2];
const root = join(import.meta.dirname, "..", "dist", app);

for (const name of readdirSync(root, { recursive: true })) {
  const file = join(root, name);
  if (!statSync(file).isFile() || !/\.(html|js|css|svg|json)$/.test(name) || name === "index.html") continue;
  const text = readFileSync(file);
  if (text.length < 1024) continue;
  writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(text, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
    }),
  );
}

const manifest = JSON.parse(readFileSync(join(root, "manifest.json"), "utf8"));
const seen = new Set();
function gather(key) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const next of chunk.imports ?? []) gather(next);
}
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) gather(key);
const bytes = [...seen, "index.html"].reduce((sum, name) => sum + gzipSync(readFileSync(join(root, name))).length, 0);
const size = Math.ceil(bytes / 1024);
console.log(`${app}: first load ${size} KB of ${budgets[app]} KB (gzip)`);
if (size > budgets[app]) process.exit(1);
