"""Naming a panel, its codes, its answers, its verdict."""
