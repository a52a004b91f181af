"""What can be read from a service's repository without running anything of it."""
