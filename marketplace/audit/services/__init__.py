"""Acts of the log: record, sequence, publish a tree head, erase a person."""

from marketplace.audit.services.recording import Actor, OutsideTransaction, record

__all__ = ["Actor", "OutsideTransaction", "record"]
