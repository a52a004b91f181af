"""What users write: the models of preview.yaml and platform.yaml, and reading them."""
