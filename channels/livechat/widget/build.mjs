// Builds dist/: widget.js for any page, widget-more.js that it fetches when there is a chat, and the citizen's page around it. Fails when the widget outgrows its budget.
import { cp, readFile, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const BUDGET = 20 * 1024;

process.chdir(import.meta.dirname ?? new URL(".", import.meta.url).pathname);
await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: { widget: "src/main.ts", "widget-more": "src/more/more.ts", page: "src/page/page.ts" },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  banner: { js: "/*! Tanya live chat, MIT */" },
});
await cp("static", "dist", { recursive: true });

const size = gzipSync(await readFile("dist/widget.js"), { level: 9 }).length;
console.log(`dist/widget.js: ${size} bytes gzip, of ${BUDGET}`);
if (size > BUDGET) {
  console.error("dist/widget.js is over its budget");
  process.exit(1);
}
