"""On which paper are badges printed?"""

from eventapp.badges.stock.own import Measured, Misfit
from eventapp.badges.stock.paper import MM, Fold, Kind, Stock
from eventapp.badges.stock.presets import GROUPS, SHEET, SINGLE, STOCKS, Group, stock_of

__all__ = [
    "GROUPS",
    "MM",
    "SHEET",
    "SINGLE",
    "STOCKS",
    "Fold",
    "Group",
    "Kind",
    "Measured",
    "Misfit",
    "Stock",
    "stock_of",
]
