"""Wagtail pages for what people write."""
