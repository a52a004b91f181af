"""Environment in, files out: pure and deterministic."""
