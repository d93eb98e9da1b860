"""The site's shell, form rendering, components and list bases; no models."""
