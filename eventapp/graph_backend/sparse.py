"""How does the backend hold a graph, and what does it work out once for several calls?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
import scipy.sparse

Numbers = np.ndarray[Any, np.dtype[Any]]
MOST_LEVELS = 100
"""Breadth-first searches go level by level, for many people at once; that does not pay in a chain."""
_BLOCK_BYTES = 32 * 2**20
_WORD = 64


@dataclass(frozen=True, slots=True)
class Distances:
    """From each node to all that it reaches.

    Attributes:
        totals: Sum of the distances.
        inverses: Sum of 1 / distance.
        reached: How many nodes, itself among them.
        farthest: The largest distance.
    """

    totals: Numbers
    inverses: Numbers
    reached: Numbers
    farthest: Numbers


class SparseGraph:
    """An undirected graph without loops and weights: who is next to whom, as compressed rows."""

    __networkx_backend__ = "eventapp"

    def __init__(self, graph: nx.Graph) -> None:
        """Takes in a graph of networkx; nodes keep their order."""
        self.nodes = list(graph)
        place = {node: at for at, node in enumerate(self.nodes)}
        self.starts: Numbers = np.zeros(len(self.nodes) + 1, dtype=np.int64)
        np.cumsum([len(nearby) for _, nearby in graph.adjacency()], out=self.starts[1:])
        ends = [place[node] for _, nearby in graph.adjacency() for node in nearby]
        self.ends: Numbers = np.array(ends, dtype=np.int64)

    def __len__(self) -> int:
        """How many nodes."""
        return len(self.nodes)

    def is_directed(self) -> bool:
        """Never; asked by networkx."""
        return False

    def is_multigraph(self) -> bool:
        """Never; asked by networkx."""
        return False

    def by_node(self, values: Numbers) -> dict[Any, Any]:
        """Values in the order of the nodes, as networkx returns them."""
        return dict(zip(self.nodes, values.tolist(), strict=True))

    @cached_property
    def degrees(self) -> Numbers:
        """Neighbours of each node."""
        return np.diff(self.starts)

    @cached_property
    def matrix(self) -> Any:
        """The adjacency matrix."""
        ones = np.ones(len(self.ends))
        return scipy.sparse.csr_array((ones, self.ends, self.starts), shape=(len(self), len(self)))

    @cached_property
    def triangles(self) -> Numbers:
        """Twice the triangles at each node: the common neighbours of both ends, summed over its edges."""
        begins = np.repeat(np.arange(len(self)), self.degrees)
        common = np.zeros(len(self.ends), dtype=np.int64)
        for columns in self._words():
            bits = self._bits(columns)
            step = max(1, _BLOCK_BYTES // (8 * bits.shape[1]))
            for first in range(0, len(self.ends), step):
                part = slice(first, first + step)
                both = bits[begins[part]] & bits[self.ends[part]]
                common[part] += np.bitwise_count(both).sum(axis=1, dtype=np.int64)
        return np.bincount(begins, weights=common, minlength=len(self)).astype(np.int64)

    @cached_property
    def distances(self) -> Distances:
        """All shortest paths, by searches from 64 nodes in each word of a bit set.

        Raises:
            NotImplementedError: Some are too long; networkx then does it itself.
        """
        found = Distances(*(np.zeros(len(self), dtype) for dtype in (np.int64, np.float64, np.int64, np.int64)))
        found.reached[:] = 1
        joined = np.flatnonzero(self.degrees)  # a reduction over no neighbours does not exist
        starts = self.starts[joined]
        for columns in self._words():
            seen = self._own_bits(columns)
            front, level = seen, 0
            while True:
                level += 1
                reached = np.zeros_like(seen)
                reached[joined] = self._of_neighbours(front, starts)
                front = reached & ~seen
                count = np.bitwise_count(front).sum(axis=1, dtype=np.int64)
                if not count.any():
                    break
                if level > MOST_LEVELS:
                    raise NotImplementedError("paths are too long for searches level by level")
                seen = seen | front
                found.totals[:] += level * count
                found.inverses[:] += count / level
                found.reached[:] += count
                found.farthest[count > 0] = np.maximum(found.farthest[count > 0], level)
        return found

    def _of_neighbours(self, front: Numbers, starts: Numbers) -> Numbers:
        """For each node with neighbours, the bits of all of them."""
        bits: Numbers = np.bitwise_or.reduceat(front[self.ends], starts, axis=0)
        return bits

    def _words(self) -> Iterator[range]:
        """Nodes in blocks whose bits of all neighbours fit into _BLOCK_BYTES."""
        words = max(1, _BLOCK_BYTES // (8 * max(1, len(self.ends))))
        for first in range(0, len(self), words * _WORD):
            yield range(first, min(first + words * _WORD, len(self)))

    def _own_bits(self, columns: range) -> Numbers:
        """A bit set for each node, in which only itself is set, if it is among the columns."""
        return self._set(np.arange(columns.start, columns.stop), np.arange(len(columns)), len(columns))

    def _bits(self, columns: range) -> Numbers:
        """A bit set for each node, with its neighbours among the columns."""
        begins = np.repeat(np.arange(len(self)), self.degrees)
        inside = (self.ends >= columns.start) & (self.ends < columns.stop)
        return self._set(begins[inside], self.ends[inside] - columns.start, len(columns))

    def _set(self, rows: Numbers, columns: Numbers, width: int) -> Numbers:
        bits = np.zeros((len(self), -(-width // _WORD)), dtype=np.uint64)
        values = np.left_shift(np.uint64(1), (columns % _WORD).astype(np.uint64))
        np.bitwise_or.at(bits, (rows, columns // _WORD), values)
        return bits
