"""What previewctl says about its input: one diagnostic type for every stage."""
