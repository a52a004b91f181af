"""Remote systems and other programs, each behind a thin adapter."""
