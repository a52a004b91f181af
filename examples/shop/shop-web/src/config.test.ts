import { afterEach, expect, test, vi } from "vitest";

import { listProducts } from "./api";
import { readConfig } from "./config";

afterEach(() => {
  delete window.__CONFIG__;
  vi.unstubAllGlobals();
});

test("config.js wins over what the build was given", () => {
  const build = { VITE_CATALOG_URL: "https://build.example.com" };
  expect(readConfig({ catalogUrl: "https://run.example.com" }, build).catalogUrl).toBe("https://run.example.com");
  expect(readConfig({}, build).catalogUrl).toBe("");
  expect(readConfig(undefined, build).catalogUrl).toBe("https://build.example.com");
  expect(readConfig(undefined, {}).catalogUrl).toBe("");
});

test("the catalogue is asked where config.js says", async () => {
  const fetch = vi.fn(async () => Response.json({ results: [{ sku: "MUG-1", name: "A mug" }] }));
  vi.stubGlobal("fetch", fetch);
  expect(await listProducts()).toEqual([]);
  window.__CONFIG__ = { catalogUrl: "https://catalog.example.com" };
  expect(await listProducts()).toEqual([{ sku: "MUG-1", name: "A mug" }]);
  expect(fetch).toHaveBeenCalledExactlyOnceWith("https://catalog.example.com/api/products/");
});
