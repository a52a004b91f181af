"""Datasets: version-controlled data that databases start with."""
