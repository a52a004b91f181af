/** What differs between deployments. Everybody can read it: no secrets. */
export interface Config {
  /** Where the catalogue answers; empty where there is none. */
  catalogUrl: string;
}

declare global {
  interface Window {
    /** Set by /config.js, which the page loads before the bundle. */
    __CONFIG__?: Partial<Config>;
  }
}

/** Take the configuration from /config.js, else from what the build was given (VITE_CATALOG_URL). */
export function readConfig(runtime = window.__CONFIG__, build: Partial<ImportMetaEnv> = import.meta.env): Config {
  const source = runtime ?? { catalogUrl: build.VITE_CATALOG_URL };
  return { catalogUrl: source.catalogUrl ?? "" };
}
