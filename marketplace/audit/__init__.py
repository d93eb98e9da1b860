"""Append-only, tamper-evident record of every act."""
