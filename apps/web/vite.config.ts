import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const checkout = path.resolve(import.meta.dirname, '..', '..');
const target = path.join(checkout, 'dist', 'web');

// Whoever builds with NODE_ENV=test (a test that starts the product) still gets the build that people use.
process.env['NODE_ENV'] = 'production';

/** Writes each text file of the build a second and third time, packed: the server sends those as they are. */
function packed(): Plugin {
  return {
    name: 'packed',
    closeBundle() {
      for (const entry of readdirSync(target, { withFileTypes: true, recursive: true })) {
        if (!entry.isFile() || !/\.(?:js|css|svg|html)$/.test(entry.name)) continue;
        const file = path.join(entry.parentPath, entry.name);
        const bytes = readFileSync(file);
        if (bytes.length < 1_000) continue;
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      }
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind(), packed()],
  resolve: { alias: { '#core': path.join(checkout, 'libs', 'core', 'src', 'index.ts') } },
  build: {
    outDir: target,
    emptyOutDir: true,
    target: ['edge111', 'chrome111'],
    cssTarget: ['edge111', 'chrome111'],
    // The strict policy of the server allows no scripts and styles inside the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The rules are pure: what a screen does not ask of them stays out of its bundle.
      treeshake: { moduleSideEffects: (id: string) => !id.includes('/libs/core/') },
    },
  },
  server: { proxy: { '/api': 'http://localhost:3000', '/health': 'http://localhost:3000' } },
});
