"""What an outsider needs to check an entry: the entry's bytes, its proof, and the signed head it leads to."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.audit import notebook
from marketplace.audit.models import Entry
from marketplace.audit.notebook import Checkpoint
from marketplace.audit.queries.tree import Proof, consistency, leaf_of, proof_of, size
from marketplace.primitives.canonical import Json


@dataclass(frozen=True)
class Evidence:
    """An entry's proof, up to a published head where one covers it."""

    entry: Entry
    proof: Proof
    checkpoint: Checkpoint | None

    def as_json(self) -> dict[str, Json]:
        """For programs; hashes in hexadecimal, the entry as the exact text that was hashed."""
        return {
            "entry": self.entry.body,
            "log_index": self.proof.log_index,
            "tree_size": self.proof.size,
            "leaf": self.proof.leaf,
            "path": list(self.proof.path),
            "root": self.proof.root,
            "checkpoint": self.checkpoint.note if self.checkpoint is not None else None,
        }


def evidence(entry: Entry) -> Evidence:
    """The proof against the last published head, or against the tree of now if that head is older.

    Raises:
        NotPlaced: the entry has no place in the tree yet (`services.sequence`).
    """
    leaf, checkpoint = leaf_of(entry), notebook.last()
    if checkpoint is None or checkpoint.head.size <= leaf.log_index:
        return Evidence(entry, proof_of(leaf, size()), None)
    return Evidence(entry, proof_of(leaf, checkpoint.head.size), checkpoint)


def continuation(later: Checkpoint, earlier: Checkpoint | None) -> dict[str, Json]:
    """For programs: the log of one published head begins with that of another (RFC 9162, 2.1.4).

    Hashes in hexadecimal; no proof where nothing was published before.
    """
    return {
        "first": earlier.note if earlier is not None else None,
        "second": later.note,
        "proof": list(consistency(earlier.head.size, later.head.size)) if earlier is not None else [],
    }
