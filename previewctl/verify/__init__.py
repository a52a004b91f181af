"""Proves the order in which Argo CD and Kubernetes start what is rendered, or shows how it can go wrong."""
