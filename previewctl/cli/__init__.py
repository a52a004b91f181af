"""The command line: one command, one module; it parses, calls and prints."""
