"""The rules of the house, one module a theme. Importing the package registers them all."""

from . import architecture, determinism, floors, layout, money, names, size, style
from .tree import RULES, Finding, Tree

__all__ = ["RULES", "Finding", "Tree"]
