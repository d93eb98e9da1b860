"""Yearly appraisal and ranking."""
