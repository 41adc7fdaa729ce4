"""The case in a browser on this computer only: pages made here, nothing remote, nothing kept there.

The address never changes, so that the browser's history has one line: each screen is asked for by
POST and takes the place of the one before.
"""
