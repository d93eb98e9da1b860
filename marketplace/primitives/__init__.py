"""Pure Python ground floor: no Django, no Wagtail, no Celery."""
