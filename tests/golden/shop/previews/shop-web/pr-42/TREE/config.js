window.__CONFIG__ = {
  "catalogUrl": "https://catalog.staging.acme.dev"
};
