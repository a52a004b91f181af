"""GitHub, through PyGithub: its only importer, which loads it when something is asked."""

from previewctl.integrations.github.client import GitHub, github

__all__ = ["GitHub", "github"]
