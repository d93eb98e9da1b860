"""The life cycle of a project, one app per stage."""
