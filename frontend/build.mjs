// Builds what the browser gets: hashed css and js, an icon sprite, fonts, compressed side files and a manifest;
// and the fonts of what is made on paper (app/paper/pdf.py).
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(root, "app", "static", "dist");
const PRELOADED_FONT = /inter-latin-wght-normal.*\.woff2$/;

function hashed(name, text) {
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  return name.replace(/(\.\w+)$/, `-${digest}$1`);
}

function symbol(name, svg) {
  const box = svg.match(/viewBox="([^"]+)"/)[1];
  const inner = svg.replace(/<\/?svg[^>]*>/g, "").replace(/\s*\n\s*/g, "");
  // Two decimals are a thousandth of an icon's width; they halve the file.
  const short = inner.replace(/\d*\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))));
  return `<symbol id="${name}" viewBox="${box}" fill="none">${short}</symbol>`;
}

function sprite() {
  const names = JSON.parse(readFileSync(join(here, "icons.json"), "utf8"));
  const folder = join(root, "node_modules", "@navikt", "aksel-icons", "dist", "svg");
  const symbols = names.map((name) => symbol(name, readFileSync(join(folder, `${name}.svg`), "utf8")));
  symbols.push(symbol("Mark", readFileSync(join(here, "mark.svg"), "utf8")));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

function favicon() {
  const inner = readFileSync(join(here, "mark.svg"), "utf8").replace(/<\/?svg[^>]*>/g, "").replaceAll("currentColor", "#f6c667");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 -6 44 44" fill="none"><rect x="-6" y="-6" width="44" height="44" rx="9" fill="#0d4a52"/>${inner}</svg>\n`;
}

function write(name, text) {
  const file = hashed(name, text);
  writeFileSync(join(dist, file), text);
  return file;
}

async function bundle() {
  const result = await build({
    entryPoints: [join(here, "js", "app.js"), join(here, "css", "app.css")],
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "chrome111", "firefox115", "safari16.4"],
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file" },
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return result.metafile.outputs;
}

// Typst reads no woff2: the same typeface once more, as TrueType.
function fontsOfPaper() {
  const folder = join(dist, "paper");
  mkdirSync(folder);
  for (const cut of ["400Regular", "600SemiBold"]) {
    const file = `Inter_${cut}.ttf`;
    copyFileSync(join(root, "node_modules", "@expo-google-fonts", "inter", cut, file), join(folder, file));
  }
}

function manifest(outputs, written) {
  const entries = { ...written };
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    if (PRELOADED_FONT.test(path)) entries["inter.woff2"] = basename(path);
    if (entryPoint === "frontend/js/app.js") entries["app.js"] = basename(path);
    if (entryPoint === "frontend/css/app.css") entries["app.css"] = basename(path);
  }
  return entries;
}

async function compress(name) {
  const text = readFileSync(join(dist, name));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } };
  const [br, gz] = await Promise.all([promisify(brotliCompress)(text, quality), promisify(gzip)(text, { level: 9 })]);
  writeFileSync(join(dist, `${name}.br`), br);
  writeFileSync(join(dist, `${name}.gz`), gz);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const written = { "icons.svg": write("icons.svg", sprite()), "favicon.svg": write("favicon.svg", favicon()) };
const outputs = await bundle();
fontsOfPaper();
await Promise.all(readdirSync(dist).filter((name) => /\.(css|js|svg)$/.test(name)).map(compress));
// Written last: a reader of the manifest never meets a name whose file is not there yet.
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest(outputs, written), null, 2) + "\n");
