"""Published formulas for maintenance, each from a dated record with its source.

What comes out is what the published formula gives for what was typed, not what is owed: an order,
a decision of the authority or an agreement comes first.
"""
