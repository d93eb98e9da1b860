"""Translations without gettext's tools: find messages, compile catalogues, prove that every message has its Chinese."""
