"""All published previews, as QA and leads want to see them."""
