"""The graph of services and previews, as text, JSON and pictures."""
