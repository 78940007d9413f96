"""How does a badge look?"""

from eventapp.badges.design.fields import Align, Anchor, Design, Field, FieldKind, Picture
from eventapp.badges.design.templates import Template, design_for

__all__ = ["Align", "Anchor", "Design", "Field", "FieldKind", "Picture", "Template", "design_for"]
