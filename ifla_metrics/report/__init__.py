"""The press: figures in, files out."""
