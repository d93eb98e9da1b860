"""Pages under /account/."""
