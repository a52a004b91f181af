"""What a machine, a repository and a cluster have of what previews need: one verdict and one remedy for each thing."""
