"""An installation of its own for the worker of `test_worker`: settings, a slow handler, a script."""
