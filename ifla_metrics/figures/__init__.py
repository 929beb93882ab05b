"""The gallery: figures pair a metric with a chart, words and provenance."""
