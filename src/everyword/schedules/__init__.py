"""Counted tables: support, contact, household money, costs, deadlines; each figure lists its items.

A kind of schedule is one module with `Options`, what may be asked of it, and `make`, which counts.
"""
