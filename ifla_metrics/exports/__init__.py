"""Figures and documents as files: print, office formats, open data."""
