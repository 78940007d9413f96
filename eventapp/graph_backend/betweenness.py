"""On how many shortest paths does each node lie? Brandes' algorithm, for a block of sources at a time."""

from collections.abc import Sequence

import numpy as np

from eventapp.graph_backend.sparse import MOST_LEVELS, Numbers, SparseGraph

_BLOCK_VALUES = 2**18
"""Nodes times sources of a block: its matrices stay in the processor's cache."""


def path_sums(graph: SparseGraph, sources: Sequence[int], *, endpoints: bool) -> Numbers:
    """For each node, the paths from the sources that lead over it (Brandes 2001), before any scaling.

    All sources of a block advance level by level at once: path counts are carried forward and dependencies back by
    products of the sparse adjacency matrix with a dense one, a column for each source.

    Args:
        graph: The network.
        sources: Places of nodes.
        endpoints: Whether paths count for their own ends too.
    """
    sums: Numbers = np.zeros(len(graph))
    width = max(1, _BLOCK_VALUES // max(1, len(graph)))
    for first in range(0, len(sources), width):
        block = np.asarray(sources[first : first + width])
        column = np.arange(len(block))
        level, paths, depth = _forward(graph, block)
        dependency = _back(graph, level, paths, depth)
        dependency[block, column] = 0
        sums += dependency.sum(axis=1)
        if endpoints:
            reached = level >= 0
            reached[block, column] = False
            sums += reached.sum(axis=1)
            np.add.at(sums, block, reached.sum(axis=0))
    return sums


def _forward(graph: SparseGraph, block: Numbers) -> tuple[Numbers, Numbers, int]:
    """How far each node is from each source (-1: out of reach), by how many shortest paths, and the last level."""
    column = np.arange(len(block))
    level = np.full((len(graph), len(block)), -1, dtype=np.int16)
    paths = np.zeros((len(graph), len(block)))
    level[block, column], paths[block, column] = 0, 1
    front, depth = paths, 0
    while True:
        front = graph.matrix @ front
        front[level >= 0] = 0
        new = front > 0
        if not new.any():
            return level, paths, depth
        depth += 1
        if depth > MOST_LEVELS:
            raise NotImplementedError("paths are too long for searches level by level")
        level[new] = depth
        paths = paths + front


def _back(graph: SparseGraph, level: Numbers, paths: Numbers, depth: int) -> Numbers:
    """The dependency of each source on each node: summed from the farthest level to the source."""
    dependency = np.zeros_like(paths)
    for each in range(depth, 0, -1):
        share = np.where(level == each, 1 + dependency, 0)
        np.divide(share, paths, out=share, where=share > 0)
        dependency += np.where(level == each - 1, (graph.matrix @ share) * paths, 0)
    return dependency
