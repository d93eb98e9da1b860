"""Loads and plays the demonstration; nothing imports it."""
