import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env["TANYA_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  build: {
    // The page's policy allows no data: fonts or scripts; small files stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": { target: server, ws: true } } },
  // Vitest leaves one core to others by itself: of two, that is half.
  test: { environment: "node", maxWorkers: "100%", include: ["src/**/*.test.{ts,tsx}"] },
});
