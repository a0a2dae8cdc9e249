import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const here = import.meta.dirname;

/** Writes `.br` and `.gz` beside every text asset, so that the server compresses nothing while somebody waits. */
function compressed(): Plugin {
  let out = '';
  return {
    name: 'kyosei-compressed',
    apply: 'build',
    configResolved: (config) => {
      out = resolve(config.root, config.build.outDir);
    },
    closeBundle: () => {
      for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|html|svg|txt)$/.test(entry.name)) continue;
        const path = resolve(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  root: here,
  plugins: [react(), tailwindcss(), compressed()],
  resolve: { alias: { '#core': resolve(here, '../../libs/core/src/index.ts') } },
  build: {
    outDir: process.env.WEB_OUT_DIR ?? resolve(here, '../../dist/web'),
    emptyOutDir: true,
    target: ['edge109', 'chrome109'],
    cssTarget: ['edge109', 'chrome109'],
    modulePreload: { polyfill: false },
    sourcemap: false,
    // The rules do nothing on being imported: what a screen does not use stays out of its bundle.
    rolldownOptions: { treeshake: { moduleSideEffects: (id: string) => !id.includes('/libs/core/src/') && !id.includes('/decimal.js/') } },
  },
});
