"""What a run has to say, before any format: the reporters turn it into text."""
