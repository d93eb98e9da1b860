"""Forms of the roster's pages; each leads to one service."""
