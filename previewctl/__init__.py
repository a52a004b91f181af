"""previewctl: the compiler for Heroku-style preview apps on Kubernetes."""

__version__ = "0.1.0"
