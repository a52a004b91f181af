"""The part of Kustomize that previewctl's own overlays use, for where `kustomize` itself is not installed."""
