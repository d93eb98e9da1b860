"""Acts of the log: record, sequence, publish a tree head, erase a person."""

from marketplace.audit.services.checkpoints import LogDamaged, checkpoint, keep_head, request_checkpoint
from marketplace.audit.services.erasing import erase, erase_values
from marketplace.audit.services.past import Past, record_past
from marketplace.audit.services.recording import OutsideTransaction, record
from marketplace.audit.services.sequencing import sequence
from marketplace.primitives.actor import Actor

__all__ = [
    "Actor",
    "LogDamaged",
    "OutsideTransaction",
    "Past",
    "checkpoint",
    "erase",
    "erase_values",
    "keep_head",
    "record",
    "record_past",
    "request_checkpoint",
    "sequence",
]
