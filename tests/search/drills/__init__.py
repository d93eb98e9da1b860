"""Drills against servers of their own: killed, emptied, locked and torn apart while pages are read."""
