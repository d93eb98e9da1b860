"""The whole course of a project, event by event, in the chapters of the rule set's cycle."""

from tendering.overview.queries.course.chapters import Chapter, chapters

__all__ = ["Chapter", "chapters"]
