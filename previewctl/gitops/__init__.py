"""The GitOps repository: what is published in it, and what may be."""
