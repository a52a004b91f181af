"""What a code means, at length: for `explain`, the documentation and the help in SARIF."""
