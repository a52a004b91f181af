"""Turns results into text: diagnostics with their source lines, plans, JSON."""
