"""Proposed award, publicity, objection, confirmation, letter."""
