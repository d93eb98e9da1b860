"""Private files: stored outside the web root, served through a permission check."""
