// The defaults of local development. A deployment puts its own file in this one's place.
window.__CONFIG__ = { catalogUrl: "" };
