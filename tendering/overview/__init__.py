"""Workbenches and the file of one project."""
