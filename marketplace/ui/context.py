"""What every page's shell shows."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """Names for the shell's template."""
    return {"membership": getattr(request, "membership", None)}
