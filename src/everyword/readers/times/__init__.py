"""Zones and times that readers share."""
