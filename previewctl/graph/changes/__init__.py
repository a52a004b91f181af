"""What a change does to a preview: in its plan, in its objects, and to what runs."""
