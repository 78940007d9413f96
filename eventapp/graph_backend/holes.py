"""How much of a node's attention goes to nodes that know each other? Burt's constraint."""

import numpy as np

from eventapp.graph_backend.sparse import Numbers, SparseGraph

_ROWS = 512
"""Rows of a product at a time: the whole product of a large network would not fit into memory."""


def constraints(graph: SparseGraph) -> Numbers:
    """For each node v, Σ_w (p_vw + Σ_q p_vq p_qw)² over its neighbours w, with p = 1 / degree of the first.

    Without weights that is Σ_w (1 + Σ_q 1/d_q)² / d_v², q the common neighbours of v and w. NaN without neighbours.
    """
    degrees = graph.degrees.astype(float)
    shares = np.divide(1.0, degrees, out=np.zeros(len(graph)), where=degrees > 0)
    weighted = graph.matrix * shares[:, np.newaxis]
    sums: Numbers = np.zeros(len(graph))
    for first in range(0, len(graph), _ROWS):
        rows = graph.matrix[first : first + _ROWS]
        met = (rows @ weighted).multiply(rows)
        # (1 + s)² = 1 + 2s + s²: pairs without common neighbours are no entries of the product.
        sums[first : first + _ROWS] = 2 * met.sum(axis=1) + met.multiply(met).sum(axis=1)
    degrees[degrees == 0] = np.nan
    found: Numbers = (degrees + sums) / degrees**2
    return found
