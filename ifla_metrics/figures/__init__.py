"""Figures: a metric, its chart, title, alternative text and source line."""
