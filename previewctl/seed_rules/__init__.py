"""What `lint` and `seed lock` check in a dataset: one subject, one module."""
