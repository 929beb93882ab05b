"""Forms: widgets in, what was typed and a checked draft out; the writing is the store's."""
