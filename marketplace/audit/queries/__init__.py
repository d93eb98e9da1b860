"""Reading the log: tree heads, proofs, stories, verification."""

from marketplace.audit.queries.tree import BLOCK, NotPlaced, Proof, Tree, consistency, head, proof, size

__all__ = ["BLOCK", "NotPlaced", "Proof", "Tree", "consistency", "head", "proof", "size"]
