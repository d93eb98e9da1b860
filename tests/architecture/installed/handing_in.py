"""`python -m tests.architecture.installed.handing_in`: a process of the installation, its apps loaded first."""

from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    import_module("tests.architecture.installed.acts").main()
