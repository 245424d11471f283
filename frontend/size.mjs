// Prints what a first visit loads, gzipped, and fails where it grows past the bound: old phones, weak networks.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("./dist/", import.meta.url);
const BOUNDS_KB = { js: 60, css: 60 }; // of one entry with everything it imports

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8"));

/** Every chunk that an entry loads before it runs. */
function chunksOf(key, seen = new Set()) {
  if (!seen.has(key)) {
    seen.add(key);
    for (const imported of manifest[key].imports ?? []) chunksOf(imported, seen);
  }
  return [...seen].map((name) => manifest[name]);
}

const kilobytes = (files) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, DIST))).length, 0) / 1024;

let isTooLarge = false;
for (const [key, entry] of Object.entries(manifest).filter(([, chunk]) => chunk.isEntry)) {
  const chunks = chunksOf(key);
  const sizes = {
    js: kilobytes(chunks.map((chunk) => chunk.file)),
    css: kilobytes(chunks.flatMap((chunk) => chunk.css ?? [])),
  };
  for (const [kind, size] of Object.entries(sizes)) {
    const isOver = size > BOUNDS_KB[kind];
    isTooLarge ||= isOver;
    console.log(`${entry.src} ${kind} ${size.toFixed(1)} KB of ${BOUNDS_KB[kind]}${isOver ? " TOO LARGE" : ""}`);
  }
}
if (isTooLarge) process.exitCode = 1;
