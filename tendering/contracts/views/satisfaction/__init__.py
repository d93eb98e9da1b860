"""Pages of the residents' verdict."""
