"""Django's migrations, read as files: which a branch has, and what they make of a seed's database."""
