"""Reads YAML files into plain data with the exact place of every key and value."""
