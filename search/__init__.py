"""Search as a service: engines, registry, query interface; knows no domain."""
