"""Services and previews as one graph, and what a change of it, or of a file, would do."""
