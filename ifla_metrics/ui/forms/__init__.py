"""Forms for activities and records: declared fields, one renderer, values parsed into drafts."""
