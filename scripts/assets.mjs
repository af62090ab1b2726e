// Bundles what browsers get. Names hold a hash of the contents, so that browsers may keep them for good; the widget's
// does not, since other sites name it.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';

const source = 'src/Matching';
const output = join(source, 'wwwroot');
const target = ['es2022', 'chrome111', 'firefox115', 'safari16.4'];

// By the name that the program knows it by.
const entries = {
  'pages.css': 'Web/pages.css',
  'pages.js': 'Seeking/pages.js',
  'proof.js': 'Web/proof.js',
};
const stable = { 'embed/v1.js': 'Embedding/widget.js' };

// A style that a script imports becomes a text in it, minified as well; a style of its own stays what it is.
const styleAsText = {
  name: 'style-as-text',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path), { loader: 'css', minify: true, target });
      return { contents: code.trim(), loader: 'text' };
    }),
};

const bundle = async (entry, format) => {
  const { outputFiles } = await build({
    entryPoints: [join(source, entry)],
    bundle: true,
    minify: true,
    write: false,
    format,
    outdir: 'out',
    target,
    plugins: extname(entry) === '.js' ? [styleAsText] : [],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return Buffer.from(outputFiles[0].contents);
};

const files = new Map();
const manifest = {};
for (const [name, entry] of Object.entries(entries)) {
  const contents = await bundle(entry, 'esm');
  const hash = createHash('sha256').update(contents).digest('base64url').slice(0, 10);
  const extension = extname(name);
  const path = `assets/${basename(name, extension)}-${hash}${extension}`;
  files.set(path, contents);
  manifest[name] = `/${path}`;
}

for (const [path, entry] of Object.entries(stable)) {
  files.set(path, await bundle(entry, 'iife'));
}

// What has not changed is left alone, so that nothing is built anew for it.
const write = async (path, contents) => {
  const old = await readFile(path).catch(() => null);
  if (old === null || Buffer.compare(old, contents) !== 0) {
    await writeFile(path, contents);
  }
};

const kept = new Set();
for (const [path, contents] of files) {
  await mkdir(join(output, path, '..'), { recursive: true });
  for (const [suffix, form] of [['', contents], ['.br', brotliCompressSync(contents)], ['.gz', gzipSync(contents)]]) {
    await write(join(output, path + suffix), form);
    kept.add(join(output, path + suffix));
  }
}

await write(join(output, 'manifest.json'), Buffer.from(JSON.stringify(manifest, null, 2) + '\n'));
kept.add(join(output, 'manifest.json'));
for (const file of await readdir(output, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath, file.name);
  if (file.isFile() && !kept.has(path)) {
    await rm(path);
  }
}
