"""Checks of a preview.yaml that is well-formed: one rule per file, all of them in RULES."""
