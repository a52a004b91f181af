"""Puts a rendered tree on disk, atomically, and compares it with what is there."""
