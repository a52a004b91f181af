"""Pinned programs and schemas that the tests run against, built once into a cache outside the tree."""
