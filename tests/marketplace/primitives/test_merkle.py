"""Merkle trees of RFC 9162, against an independent implementation."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from marketplace.primitives.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

records = st.lists(st.binary(max_size=8), min_size=1, max_size=70)
# The tree heads that the reference implementation of certificate transparency is tested with.
KNOWN = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
KNOWN_HEAD = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def hashes(entries: list[bytes]) -> list[bytes]:
    return [leaf_hash(entry) for entry in entries]


def oracle(entries: list[bytes]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    return tree


def test_heads_known_from_the_reference_implementation() -> None:
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root(hashes(KNOWN)).hex() == KNOWN_HEAD


@settings(deadline=None)
@given(records, st.data())
def test_heads_and_proofs_agree_with_the_oracle(entries: list[bytes], data: st.DataObject) -> None:
    leaves, tree = hashes(entries), oracle(entries)
    assert root(leaves) == tree.get_root()
    index = data.draw(st.integers(0, len(leaves) - 1))
    # The oracle starts its path with the leaf itself and counts leaves from one.
    path = tree.prove_inclusion(index + 1).serialize()["path"]
    assert [node.hex() for node in inclusion_proof(leaves, index)] == path[1:]


def test_consistency_proofs_known_from_the_reference_implementation() -> None:
    leaves = hashes(KNOWN)
    assert [node.hex()[:16] for node in consistency_proof(leaves, 1)] == [
        "96a296d224f285c6",
        "5f083f0a1a33ca07",
        "6b47aaf29ee3c2af",
    ]
    assert [node.hex()[:16] for node in consistency_proof(leaves, 6)] == [
        "0ebc5d3437fbe2db",
        "ca854ea128ed050b",
        "d37ee418976dd957",
    ]


@settings(deadline=None)
@given(records, st.data())
def test_consistency_holds_between_heads_of_the_oracle(entries: list[bytes], data: st.DataObject) -> None:
    tree, size = oracle(entries), len(entries)
    first = data.draw(st.integers(1, size))
    proof = consistency_proof(hashes(entries), first)
    heads = {"first_head": tree.get_root(first), "head": tree.get_root(size)}
    assert verify_consistency(first=first, size=size, proof=proof, **heads)


@given(records, st.data())
def test_proofs_verify_and_any_change_is_found(entries: list[bytes], data: st.DataObject) -> None:
    leaves = hashes(entries)
    size, head = len(leaves), root(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    assert verify_inclusion(leaf=leaves[index], index=index, size=size, proof=proof, head=head)
    assert not verify_inclusion(leaf=leaf_hash(b"forged record"), index=index, size=size, proof=proof, head=head)
    assert not verify_inclusion(leaf=leaves[index], index=index, size=size, proof=[*proof, head], head=head)
    assert not verify_inclusion(leaf=leaves[index], index=size, size=size, proof=proof, head=head)
    for at in range(len(proof)):
        forged = [*proof[:at], bytes(32), *proof[at + 1 :]]
        assert not verify_inclusion(leaf=leaves[index], index=index, size=size, proof=forged, head=head)


@given(records, st.data())
def test_a_log_that_only_grew_is_told_from_one_that_changed(entries: list[bytes], data: st.DataObject) -> None:
    leaves = hashes(entries)
    size, head = len(leaves), root(leaves)
    first = data.draw(st.integers(1, size))
    before = root(leaves[:first])
    proof = consistency_proof(leaves, first)
    assert verify_consistency(first=first, size=size, first_head=before, head=head, proof=proof)
    rewritten = root([leaf_hash(b"rewritten record"), *leaves[1:]])
    assert not verify_consistency(first=first, size=size, first_head=before, head=rewritten, proof=proof)
    assert not verify_consistency(first=first, size=size, first_head=rewritten, head=head, proof=proof)
    assert not verify_consistency(first=first, size=size, first_head=before, head=head, proof=[*proof, head])


@given(records, st.data())
def test_a_stored_frontier_goes_on_where_it_stopped(entries: list[bytes], data: st.DataObject) -> None:
    leaves = hashes(entries)
    cut = data.draw(st.integers(0, len(leaves)))
    stored = Frontier(leaves[:cut])
    resumed = Frontier(leaves[cut:], size=stored.size, nodes=stored.nodes)
    assert resumed.root() == root(leaves)
