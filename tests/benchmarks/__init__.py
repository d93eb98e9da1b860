"""What is measured in seconds; the test suite asserts counts and never seconds (quality: Speed)."""
