import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

const NAMELESS_SYSTEM = 255

/** Leave what is built compressed, as it is committed and sent; without a date or a system's name in it. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    writeBundle({ dir }) {
      for (const name of readdirSync(dir!).filter((one) => /\.(js|css)$/.test(one))) {
        const made = gzipSync(readFileSync(join(dir!, name)), { level: 9 })
        made[9] = NAMELESS_SYSTEM
        writeFileSync(join(dir!, `${name}.gz`), made)
        rmSync(join(dir!, name))
      }
    },
  }
}

// Fixed names and no date: the same sources give the same script, so a test can build again and compare.
export default defineConfig({
  base: './',
  experimental: { renderBuiltUrl: (name) => `./assets/${name}` },
  plugins: [svelte({ configFile: false, compilerOptions: { discloseVersion: false } }), compressed()],
  build: {
    outDir: '../creditarium/views/web/assets',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { output: { entryFileNames: 'app.js', assetFileNames: 'app[extname]', codeSplitting: false } },
  },
})
