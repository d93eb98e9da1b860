"""The rows of a finished project, one module for each stage."""
