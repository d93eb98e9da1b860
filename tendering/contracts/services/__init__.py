"""Acts of the stage, one module for one noun."""
