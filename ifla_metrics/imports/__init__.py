"""Files that come in: a group's own workbook, or any other table by a mapping."""
