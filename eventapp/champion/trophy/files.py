"""How is a surface written so that printing programs read it? As binary STL and as 3MF.

3MF is a zip of three small XML files (3MF Core Specification 1.3); a library for it brings a compiler's worth of code
that nothing here would use. The tests read both files back with another library.
"""

from io import BytesIO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from eventapp.champion.trophy.solid import Surface

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>'
    "</Types>"
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="model" Target="/3D/3dmodel.model"'
    ' Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>'
    "</Relationships>"
)
_STL_HEAD = 80
_STL_TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def stl(surface: Surface) -> bytes:
    """The surface as binary STL, in millimetres."""
    triangles = np.zeros(len(surface.triangles), dtype=_STL_TRIANGLE)
    corners = surface.corners[surface.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    triangles["normal"] = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    triangles["corners"] = corners
    return bytes(_STL_HEAD) + len(triangles).to_bytes(4, "little") + bytes(triangles.tobytes())


def three_mf(surface: Surface, title: str) -> bytes:
    """The surface as 3MF, in millimetres, under a title."""
    name = quoteattr(title)
    points = "".join(f'<vertex x="{x:.9g}" y="{y:.9g}" z="{z:.9g}"/>' for x, y, z in surface.corners.tolist())
    faces = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in surface.triangles.tolist())
    model = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">'
        f'<resources><object id="1" type="model" name={name}><mesh>'
        f"<vertices>{points}</vertices><triangles>{faces}</triangles>"
        '</mesh></object></resources><build><item objectid="1"/></build></model>'
    )
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("3D/3dmodel.model", model)
    return content.getvalue()
