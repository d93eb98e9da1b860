"""Parts of pages drawn in Python: what has logic and is too small for a template."""
