"""Secrets by name: what a preview refers to, what the store says about it, and where each one goes. Never a value."""
