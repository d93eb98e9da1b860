"""Signing, milestones, acceptance, satisfaction, payments."""
