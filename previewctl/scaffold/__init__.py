"""The first preview.yaml of a service, from what its repository says."""
