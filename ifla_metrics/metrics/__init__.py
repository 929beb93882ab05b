"""Metrics: frames in, frames out; pure."""
