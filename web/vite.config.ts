import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// BOURSE_WEB_OUT: where the bundle goes (tools/web). `npm run dev` proxies to a running `./run`.
const venue = process.env.BOURSE_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: process.env.BOURSE_WEB_OUT ?? "../build/web/dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      "/api": venue,
      "/identity": venue,
      "/admin/api": venue,
      "/ws": { target: venue, ws: true },
      "/stream": { target: venue, ws: true },
    },
  },
});
