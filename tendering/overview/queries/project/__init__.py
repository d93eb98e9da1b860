"""One project's file (项目档案): everything public of all stages, read in a constant number of queries."""

from tendering.overview.queries.project.file import ProjectFile, project_file

__all__ = ["ProjectFile", "project_file"]
