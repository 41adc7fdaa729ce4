"""The index of a case: items, their places and their words, in one encrypted database.

Derived: everything here is made again from the sealed objects by `everyword rebuild`. What people
decide is kept in the same file by `case.work`, and survives by its own snapshots.
"""
