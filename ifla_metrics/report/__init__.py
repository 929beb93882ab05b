"""The press: a finished figure goes in, the bytes of a file come out. Never opens the database."""
